/** In seconds. The client waits this long for the answer to a refresh; what it may retry, the server decides by it. */
export const REFRESH_REQUEST_TIMEOUT = 10
