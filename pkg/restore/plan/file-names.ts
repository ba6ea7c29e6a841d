/** Names inside the folder of a plan, a kit's included. */
export const PLAN_FILE = 'plan.json';
export const SUMS_FILE = 'SHA256SUMS';
