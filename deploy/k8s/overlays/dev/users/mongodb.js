// Makes the replica set of one, and a role and a user for each program; run again it brings them up to date.
const {existsSync, readFileSync, writeFileSync} = require("fs");
const DONE = "/tmp/users-made"; // gone after a restart of the server: mongod.sh
const admin = db.getSiblingDB("admin");
const database = process.env.MONGODB_DATABASE || "flow_omnium";
const roles = JSON.parse(readFileSync("/users/mongodb-roles.json", "utf8"));

admin.auth("flow", process.env.ADMINISTRATOR_PASSWORD);
try { rs.status() } catch (error) {
  rs.initiate({_id: "flow", members: [{_id: 0, host: process.env.MONGODB_MEMBER}]});
}
for (let tries = 0; tries < 10 && !db.hello().isWritablePrimary; tries++) sleep(500);
if (!db.hello().isWritablePrimary) quit(1);

const save = (kind, name, content) => {
  const known = admin.runCommand({[`${kind.toLowerCase()}sInfo`]: name})[`${kind.toLowerCase()}s`].length > 0;
  admin.runCommand({[`${known ? "update" : "create"}${kind}`]: name, ...content});
};
for (const [name, privileges] of existsSync(DONE) ? [] : Object.entries(roles)) {
  const given = privileges.map((one) => ({...one, resource: {...one.resource, db: database}}));
  const pwd = process.env[`${name.toUpperCase().replaceAll("-", "_")}_PASSWORD`];
  save("Role", name, {privileges: given, roles: []});
  save("User", name, {pwd, roles: [{role: name, db: "admin"}], mechanisms: ["SCRAM-SHA-256"]});
}
writeFileSync(DONE, "");
