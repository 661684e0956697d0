// SPDX-License-Identifier: GPL-3.0-or-later
// node validate.js DATAPACKAGE.JSON: holds a data package against its profiles, and every line of its table against
// the schema (types, constraints, primary key), with the reference implementation of Frictionless Data.
const {Package} = require('datapackage');

(async () => {
  const read = await Package.load(process.argv[2], {strict: true});
  let lines = 0;
  for (const resource of read.resources) {
    if (!resource.valid || !resource.tabular) throw new Error(`${resource.name}: ${resource.errors}`);
    lines += (await resource.read({cast: true})).length;
  }
  console.log(JSON.stringify({valid: read.valid, profile: read.descriptor.profile, lines}));
})().catch(error => {
  console.error([error.message, ...(error.errors || []).map(each => each.message)].join('; '));
  process.exit(1);
});
