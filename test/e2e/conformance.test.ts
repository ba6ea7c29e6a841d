import { conformance } from '../cluster/conformance.ts';
import { REAL_PROGRAMS, realBacking } from '../cluster/real.ts';
import { missingOf } from '../servers/programs.ts';

conformance('of a real kube-apiserver', () => realBacking(), missingOf(REAL_PROGRAMS()) ?? false);
