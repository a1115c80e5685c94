/** GET /api/health/ready: is this process fit to serve? The same as GET /api/health. */
export { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from '../route'
