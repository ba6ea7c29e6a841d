/** krew's manifest: filled in for a release, and held to the rules that krew itself checks (internal/index/validation). */
import { load } from 'js-yaml';
import { programName, TARGETS, type Target } from './targets.ts';

/** What a manifest's `spec.platforms[]` holds. */
export interface Platform {
  readonly selector: { readonly matchLabels: { readonly os: string; readonly arch: string } };
  readonly uri: string;
  readonly sha256: string;
  readonly bin: string;
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** One platform's entry: the archive's files, where it is published, its checksum. */
export function platform(target: Target, uri: string, sha256: string): Platform {
  const files = [programName(target), 'LICENSE'].map((from) => ({ from, to: '.' }));
  return {
    selector: { matchLabels: { os: target.os, arch: target.arch } },
    uri,
    sha256,
    bin: programName(target),
    files,
  };
}

/** `template` with its version and platforms. Words and order stay as they are written there. */
export function filled(template: string, version: string, platforms: readonly Platform[]): string {
  // A checksum of digits alone, unquoted, would be a number to YAML.
  const entries = platforms.map(
    ({ selector: { matchLabels }, uri, sha256, bin, files }) => `    - selector:
        matchLabels:
          os: ${matchLabels.os}
          arch: ${matchLabels.arch}
      uri: ${uri}
      sha256: "${sha256}"
      bin: ${bin}
      files:
${files.map(({ from, to }) => `        - from: ${from}\n          to: ${JSON.stringify(to)}`).join('\n')}
`,
  );
  return template
    .replace(/^( {2}version: ).*$/m, `$1v${version}`)
    .replace(/^ {2}platforms: \[\]\n/m, `  platforms:\n${entries.join('')}`);
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What krew would refuse, a line each; none when the manifest of the file `name` is good. */
export function faults(name: string, text: string): string[] {
  const manifest = fields(load(text));
  const metadata = fields(manifest['metadata']);
  const spec = fields(manifest['spec']);
  const platforms = list(spec['platforms']);
  const brief = spec['shortDescription'];
  const rules: readonly (readonly [boolean, string])[] = [
    [manifest['apiVersion'] === 'krew.googlecontainertools.github.com/v1alpha2', 'apiVersion is not krew’s'],
    [manifest['kind'] === 'Plugin', 'kind is not Plugin'],
    [/^[\w-]+$/.test(String(metadata['name'])), 'the name has characters that krew refuses'],
    [`${String(metadata['name'])}.yaml` === name, `the file must be called ${String(metadata['name'])}.yaml`],
    [/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(String(spec['version'])), 'version is not vMAJOR.MINOR.PATCH'],
    [typeof brief === 'string' && brief !== '' && !/[\r\n]/.test(brief), 'shortDescription is not one line'],
    [/^https:\/\//.test(String(spec['homepage'])), 'homepage is not an https address'],
    [platforms.length > 0, 'there is no platform'],
    [unmatched(platforms).length === 0, `no platform for ${unmatched(platforms).join(', ')}`],
  ];
  const broken = rules.flatMap(([holds, fault]) => (holds ? [] : [fault]));
  return [...broken, ...platforms.flatMap((one, index) => platformFaults(fields(one), index))];
}

/** Targets that not exactly one platform matches. */
function unmatched(platforms: readonly unknown[]): string[] {
  return TARGETS.filter(({ os, arch }) => {
    const labels = platforms.map((one) => fields(fields(fields(one)['selector'])['matchLabels']));
    return labels.filter((label) => label['os'] === os && label['arch'] === arch).length !== 1;
  }).map(({ platform: name }) => name);
}

function platformFaults(one: Fields, index: number): string[] {
  const labels = Object.keys(fields(fields(one['selector'])['matchLabels']));
  const paths = list(one['files']).flatMap((file) => [fields(file)['from'], fields(file)['to']]);
  const inside = (path: unknown): boolean =>
    typeof path === 'string' && path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
  const rules: readonly (readonly [boolean, string])[] = [
    [
      labels.length > 0 && labels.every((label) => label === 'os' || label === 'arch'),
      'selects by other than os and arch',
    ],
    [
      /^https:\/\/\S+\.(tar\.gz|zip)$/.test(String(one['uri'])),
      'uri is not the https address of a .tar.gz or .zip',
    ],
    [/^[a-f0-9]{64}$/.test(String(one['sha256'])), 'sha256 is not 64 lower case hex digits'],
    [inside(one['bin']), 'bin leaves the archive'],
    [paths.length > 0 && paths.every(inside), 'files is empty or leaves the archive'],
  ];
  return rules.flatMap(([holds, fault]) => (holds ? [] : [`platform ${index}: ${fault}`]));
}
