// Machine: a clone need not edit this file.
/**
 * Which better-sqlite3 the Node that runs can use. Neither version is for all of them:
 *
 * - 13 asks for Node-API 10, which Node has from 22.14 on. On an older one it ends in a segmentation
 *   fault at the first database.
 * - 12 aborts the process on Node 24.19 and newer, which asserts in the destructors that it brings.
 *
 * npm chooses alike, by the `engines` of db/sqlite-for-node-20: where 13 is used, nothing is compiled.
 *
 * @param {{ napi?: string }} versions `process.versions`
 */
export function sqlitePackage({ napi }) {
  return Number(napi) >= 10 ? 'better-sqlite3' : 'better-sqlite3-12'
}
