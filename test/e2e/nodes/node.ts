/** One node of a world: a disk that outlives a reboot, and the processes that do not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BARE_ENVIRONMENT, eventually, execute, type Finished, type Limits, mustExecute } from './execute.ts';
import type { Seat } from './manifests.ts';
import { standIn, type World } from './world.ts';

const REPO = new URL('../../..', import.meta.url).pathname;

export class Node implements Seat {
  readonly name: string;
  readonly address: string;
  readonly #world: World;
  #first = 0;
  #down: Promise<unknown> = Promise.resolve();

  constructor(world: World, seat: Seat) {
    this.#world = world;
    this.name = seat.name;
    this.address = seat.address;
  }

  /** A path on this node's disk, as this process can open it (also while the node is off). */
  path(inside: string): string {
    return this.#world.path(join('nodes', this.name, inside));
  }

  /** The same path as the world sees it. */
  worldPath(inside: string): string {
    return join(this.#world.dir, 'nodes', this.name, inside);
  }

  write(inside: string, text: string, mode = 0o600): void {
    mkdirSync(dirname(this.path(inside)), { recursive: true });
    writeFileSync(this.path(inside), text, { mode });
  }

  get isUp(): boolean {
    return this.#first !== 0;
  }

  /** Power on; resolves when the node's own start-up scripts run. */
  async boot(): Promise<void> {
    const argv = ['bash', standIn('boot.sh'), this.#world.dir, this.name, this.address, REPO];
    const [program = '', ...args] = this.#world.enter(argv);
    const child = spawn(program, args, { env: BARE_ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#down = once(child, 'exit');
    const said = await Promise.race([once(child.stdout, 'data'), this.#down.then(() => ['0'])]);
    this.#first = Number(String(said[0]).trim());
    if (!(this.#first > 1)) this.#refuse();
    // Asked anew each time: who enters before the node has its own root never sees it.
    const booted = eventually(120, () => this.must('[ -e /run/stand-in/booted ] && [ ! -d /opt/old/proc ]'));
    await Promise.race([booted, this.#down.then(() => this.#refuse())]);
  }

  #refuse(): never {
    this.#first = 0;
    throw new Error(`${this.name} did not boot`);
  }

  /** Pulls the plug: every process of the node is gone at once, the disk stays. */
  async powerOff(): Promise<void> {
    if (!this.isUp) return;
    await this.#world.run(['bash', '-c', `kill -9 ${this.#first}`]);
    this.#first = 0;
    await this.#down;
  }

  async reboot(): Promise<void> {
    await this.powerOff();
    await this.boot();
  }

  /** The argv that runs `argv` as root on this node. */
  enter(argv: readonly string[]): string[] {
    if (!this.isUp) throw new Error(`${this.name} is off`);
    return this.#world.enter([
      ...[
        'nsenter',
        '--target',
        String(this.#first),
        '--mount',
        '--net',
        '--pid',
        '--uts',
        '--wdns=/root',
        '--',
      ],
      ...argv,
    ]);
  }

  /** Runs bash source on the node. */
  run(script: string, limits?: Limits): Promise<Finished> {
    return execute(this.enter(['bash', '--norc', '-c', script]), limits);
  }

  must(script: string, limits?: Limits): Promise<string> {
    return mustExecute(this.enter(['bash', '--norc', '-c', script]), limits);
  }
}

const PASSWD = `root:x:0:0:root:/root:/bin/bash
sshd:x:105:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

const SSHD = (address: string): string => `ListenAddress ${address}
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin yes
PasswordAuthentication no
StrictModes no
PidFile none
Subsystem sftp internal-sftp
`;

/** Lays out the disk of a bare node: what a distribution has, and nothing of Kubernetes. */
export function layDisk(node: Node, seats: readonly Seat[], sshFolder: string): void {
  for (const folder of ['usr', 'proc', 'dev', 'run', 'tmp', 'root/.ssh', 'opt/repo', 'opt/old', 'etc/ssh']) {
    mkdirSync(node.path(folder), { recursive: true });
  }
  for (const folder of ['var/lib', 'var/log', 'var/tmp', 'etc/kubernetes/manifests', 'cpaas']) {
    mkdirSync(node.path(folder), { recursive: true });
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, node.path(name));
  cpSync('/etc/ld.so.cache', node.path('etc/ld.so.cache'));
  node.write('etc/passwd', PASSWD, 0o644);
  node.write('etc/group', 'root:x:0:\nnogroup:x:65534:\n', 0o644);
  node.write('etc/hostname', `${node.name}\n`, 0o644);
  node.write(
    'etc/hosts',
    ['127.0.0.1 localhost', ...seats.map((s) => `${s.address} ${s.name}`), ''].join('\n'),
    0o644,
  );
  node.write('etc/crictl.yaml', 'runtime-endpoint: unix:///run/containerd/containerd.sock\n', 0o644);
  node.write('etc/ssh/sshd_config', SSHD(node.address));
  cpSync(join(sshFolder, 'key'), node.path('etc/ssh/ssh_host_ed25519_key'));
  cpSync(join(sshFolder, 'key'), node.path('root/.ssh/id_ed25519'));
  cpSync(join(sshFolder, 'key.pub'), node.path('root/.ssh/authorized_keys'));
  node.write('root/.ssh/config', 'StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n');
}
