/** Container images as folders, distroless: the programs, the libraries they are linked to, and no shell. */
import { chmodSync, copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
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

/** A file of an image: where it is from, and its place inside when that is not /usr/local/bin. */
export interface ImageFile {
  readonly from: string;
  readonly inside?: string;
}

/** Lays out an image in the world, to be shared by its nodes. Without files it only acts (see container.sh). */
export async function layImage(
  world: World,
  snapshot: number,
  reference: string,
  files: readonly ImageFile[],
): Promise<Image> {
  const root = world.path(`images/${snapshot}`);
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  if (files.length === 0) writeFileSync(join(root, '.acted'), '');
  for (const { from, inside = join('usr/local/bin', basename(from)) } of files) {
    mkdirSync(join(root, dirname(inside)), { recursive: true });
    cpSync(from, join(root, inside));
    chmodSync(join(root, inside), 0o755);
    for (const library of await libraries(from)) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      copyFileSync(library, join(root, library));
    }
  }
  return { reference, folder: `${SNAPSHOTS}/${snapshot}/fs` };
}
