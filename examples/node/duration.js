const ms = require("ms");

/** How long something took, for people. */
exports.duration = (milliseconds) => ms(milliseconds, { long: true });
