import type { PhaseWords } from '../plan-words.ts';

/** The eight phases in English, with every difference from the product's document and its reason. */
export const phases: readonly PhaseWords[] = [
  {
    title: 'Phase 0: preflight',
    stands: 'document: step 2',
    does: 'Each node proves that it is the right one and that the restore will work here: names, folders, certificates, room on the disk, the snapshot, and a trial restore of its own member. Nothing is changed.',
    differs: [
      'The tool comes out of the etcd image that the node runs, and is tried before anything is stopped: etcd 3.6 has no "etcdctl snapshot restore", and the documented loop would say "completed" over wiped data.',
      'The snapshot is recognised by its bytes: backups are called .tar and may be a tar, a gzip or a database; what is packed is unpacked.',
      'The SHA-256 behind the database is checked, where the document skips it: a damaged snapshot would be restored without a word.',
    ],
  },
  {
    title: 'Phase 1: stop etcd and the API servers everywhere',
    stands: 'document: steps 1 and 5',
    does: 'Static pod manifests leave the folder that the kubelet watches, then containers and kubelet stop. From here on the API is down.',
    differs: [
      'The manifests go first: a reboot in the middle would else start an empty etcd under a living API server.',
      'All API servers stop now and not at the end: one that lives serves old state from memory and writes it into the restored etcd.',
      'Containers are found by their exact name and stopped before they are removed: a pattern like "etcd" matches others, and a killed etcd leaves a dirty copy.',
    ],
  },
  {
    title: 'Phase 2: set the old data aside',
    stands: 'document: step 1',
    does: 'Each node proves that no peer answers any more, then renames its old data and copies /etc/kubernetes beside it.',
    differs: [
      'Nothing is deleted: the old data is renamed on its own disk. The document copies into a folder named by the hour and deletes; when the hour turns in between, the copy fails and the data is gone.',
    ],
  },
  {
    title: 'Phase 3: restore each member on its own node',
    stands: 'document: step 3',
    does: 'Each node restores its own member from the same snapshot into a fresh folder beside the data dir.',
    differs: [
      'Each member is restored where it will run, so that no restored folder has to travel (document: step 4).',
      'All members get the same fresh cluster token, so that a forgotten old member cannot mix in, and the same raised revision where etcd can do that: clients that watched before would else miss changes.',
      'The certificate flags are left out: etcdctl ignores them there, etcdutl refuses them.',
    ],
  },
  {
    title: 'Phase 4: put it in place',
    stands: 'document: step 4, and the manifest of step 1',
    does: 'The restored data goes into the data dir with one rename, with owner and modes as etcd wants them; etcd.yaml gets --initial-cluster-state=existing.',
    differs: [
      'The folder "member" itself moves. The document copies what is in it, and etcd, which looks for "member", then finds no data: as printed no member starts.',
      'etcd.yaml is edited outside of manifests/ and checked: the kubelet runs every file in that folder. The indentation is that of the line before.',
    ],
  },
  {
    title: 'Phase 5: start etcd',
    stands: 'document: step 5',
    does: 'etcd.yaml goes back and the kubelet starts. Each node waits for its etcd to run; it becomes healthy when a majority runs.',
    differs: ['etcd starts alone: no API server writes before the members have been compared.'],
  },
  {
    title: 'Phase 6: start the API servers',
    stands: 'document: step 5',
    does: 'Each node checks that all members are healthy and that their data is equal, then its other manifests go back.',
    differs: [
      'The members are compared by their hash at one revision, so that nobody serves from members that differ.',
    ],
  },
  {
    title: 'Phase 7: verify',
    stands: 'document: step 6',
    does: 'The first node asks the API: ready, a Secret can be decrypted, nodes are listed, kube-system pods run.',
    differs: [
      'Reading a Secret shows whether the encryption keys of this cluster fit the snapshot: the document would not notice.',
    ],
  },
];
