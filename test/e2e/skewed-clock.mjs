// Loaded into the plugin by NODE_OPTIONS: its clock goes wrong by SKEW_MS, everything else stays real.
const RealDate = Date;
const skew = Number(process.env.SKEW_MS);
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + skew);
    else super(...args);
  }
  static now() {
    return RealDate.now() + skew;
  }
};
