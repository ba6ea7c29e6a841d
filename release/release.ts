/**
 * `npm run release [-- PLATFORM...]`: one signed binary and archive per platform, npm's tarball, checksums, bill of
 * materials and krew's manifest, all in dist/release.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { archive, type Entry, sha256, sumsFile } from './archive.ts';
import { compile } from './compile.ts';
import { type Ingredient, ingredients, noticesFile, ownVersion } from './ingredients.ts';
import { faults, filled, platform } from './krew.ts';
import { packPackage } from './npm-package.ts';
import { runtimeVersion } from './runtime.ts';
import { sbom } from './sbom.ts';
import { programName, TARGETS, type Target } from './targets.ts';

const OUT = 'dist/release';
const MANIFEST = 'etcdbackup.yaml';
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** SOURCE_DATE_EPOCH makes archives come out the same everywhere; without it they are of 1980, as zip's own floor. */
function releaseTime(): Date {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return epoch === undefined ? new Date('1980-01-01T00:00:00Z') : new Date(Number(epoch) * 1000);
}

function asked(): readonly Target[] {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !TARGETS.some((one) => one.platform === name));
  if (unknown.length > 0) throw new Error(`unknown platform: ${unknown.join(', ')}`);
  return names.length === 0 ? TARGETS : TARGETS.filter((one) => names.includes(one.platform));
}

async function makeArchive(target: Target, parts: readonly Ingredient[]): Promise<Buffer> {
  const binary = join(OUT, target.platform, programName(target));
  mkdirSync(join(OUT, target.platform), { recursive: true });
  compile(target, binary);
  const helper = target.os === 'windows' ? 'kubectl_complete-etcdbackup.cmd' : 'kubectl_complete-etcdbackup';
  const entries: Entry[] = [
    { name: programName(target), content: readFileSync(binary), executable: true },
    { name: helper, content: readFileSync(join('cmd/completion', helper)), executable: true },
    { name: 'LICENSE', content: readFileSync('LICENSE'), executable: false },
    { name: 'THIRD-PARTY-NOTICES', content: Buffer.from(noticesFile(parts)), executable: false },
  ];
  return archive(entries, releaseTime());
}

async function release(targets: readonly Target[]): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const version = ownVersion();
  const parts = await ingredients();
  const sums = new Map<string, string>();
  const template = readFileSync('krew-manifest.yaml', 'utf8');
  const homepage = /^ {2}homepage: (.*)$/m.exec(template)?.[1];
  const platforms = [];
  for (const target of targets) {
    const name = `kubectl-etcdbackup-v${version}-${target.platform}.tar.gz`;
    const content = await makeArchive(target, parts);
    writeFileSync(join(OUT, name), content);
    sums.set(name, sha256(content));
    platforms.push(platform(target, `${homepage}/releases/download/v${version}/${name}`, sha256(content)));
    say(`${name}  ${(content.length / 1e6).toFixed(1)} MB`);
  }
  const tarball = packPackage(parts, OUT);
  sums.set(tarball, sha256(readFileSync(join(OUT, tarball))));
  const runtime = { name: 'bun', version: runtimeVersion(), license: 'MIT' };
  const bill = `kubectl-etcdbackup-v${version}.cdx.json`;
  writeFileSync(join(OUT, bill), sbom(version, parts, runtime, releaseTime()));
  sums.set(bill, sha256(readFileSync(join(OUT, bill))));
  writeFileSync(join(OUT, 'SHA256SUMS'), sumsFile(sums));
  const manifest = filled(template, version, platforms);
  writeFileSync(join(OUT, MANIFEST), manifest);
  const wrong = targets.length === TARGETS.length ? faults(MANIFEST, manifest) : [];
  if (wrong.length > 0) throw new Error(`krew would refuse the manifest: ${wrong.join('; ')}`);
}

await release(asked());
