/** How far the aliases of a YAML document unfold: a few lines can stand for billions of entries. */

/** go-yaml's own measure (decode.go): the longer a document, the smaller the part that aliases may make of it. */
const FEW = 400_000;
const MANY = 4_000_000;

/** Whether aliases make too much of this parsed document, or hold themselves. */
export function unfoldsTooFar(document: unknown): boolean {
  const weights = new Map<object, number>();
  const all = weigh(document, weights);
  const written = [...weights.keys()].reduce((sum, node) => sum + 1 + scalarsIn(node), 0);
  const byAliases = all - written;
  // Infinity: an alias that stands inside its own anchor.
  return !Number.isFinite(all) || (byAliases > 100 && all > 1000 && byAliases / all > allowedPart(all));
}

function allowedPart(all: number): number {
  if (all <= FEW) return 0.99;
  return all >= MANY ? 0.1 : 0.99 - (0.89 * (all - FEW)) / (MANY - FEW);
}

/** Keys and values, every alias counted as what it stands for. Each collection is looked at once. */
function weigh(node: unknown, weights: Map<object, number>): number {
  if (typeof node !== 'object' || node === null) return 1;
  const known = weights.get(node);
  if (known !== undefined) return known;
  weights.set(node, Number.POSITIVE_INFINITY);
  const values = Object.values(node);
  const keys = Array.isArray(node) ? 0 : values.length;
  const weight = values.reduce((sum: number, value) => sum + weigh(value, weights), 1 + keys);
  weights.set(node, weight);
  return weight;
}

/** What of a collection's weight is its own: its keys, and its values that are no collections. */
function scalarsIn(node: object): number {
  const values = Object.values(node);
  const scalars = values.filter((value) => typeof value !== 'object' || value === null).length;
  return scalars + (Array.isArray(node) ? 0 : values.length);
}
