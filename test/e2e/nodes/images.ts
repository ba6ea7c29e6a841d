/** Container images as folders, distroless: the programs, the libraries they are linked to, and no shell. */
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mustExecute } from './execute.ts';
import type { World } from './world.ts';

export interface Image {
  /** As manifests name it. */
  readonly reference: string;
  /** Where containerd would have unpacked it on every node. */
  readonly folder: string;
}

const SNAPSHOTS = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots';

async function libraries(program: string): Promise<string[]> {
  const said = await mustExecute(['bash', '-c', 'ldd "$1" 2>/dev/null || true', 'ldd', program]);
  return [...said.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] ?? '');
}

/** Lays out an image in the world, to be shared by its nodes. Without programs it only acts (see container.sh). */
export async function layImage(
  world: World,
  snapshot: number,
  reference: string,
  programs: readonly string[],
): Promise<Image> {
  const root = world.path(`images/${snapshot}`);
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  if (programs.length === 0) writeFileSync(join(root, '.acted'), '');
  for (const program of programs) {
    cpSync(program, join(root, 'usr/local/bin', basename(program)));
    for (const library of await libraries(program)) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      copyFileSync(library, join(root, library));
    }
  }
  return { reference, folder: `${SNAPSHOTS}/${snapshot}/fs` };
}
