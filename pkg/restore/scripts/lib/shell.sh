# shellcheck shell=bash
# Stands before everything else, the values included: is this bash, and is this file as it was written? Each line that
# could meet a line end of Windows, or another shell, ends in a comment and holds what every shell knows.
line_end='
' #
[ "${#line_end}" = 1 ] || { echo 'FAILED: this script has line ends of Windows; nothing was done. do: copy it again, byte for byte (scp does)' >&2 && exit 1; } #
[ -n "${BASH_VERSION:-}" ] || { echo 'FAILED: this is a script for bash; nothing was done. do: the same line with bash in place of sh' >&2 && exit 1; } #
# Called as sh, or by a shell that has POSIXLY_CORRECT, an old bash cannot read all of what follows.
set +o posix
unset POSIXLY_CORRECT
# What people have in root's shell by habit, and what would change what a tool does, or stand in front of it. TMOUT
# would end every wait for what a long search finds.
unset TMOUT BASH_ENV ENV CDPATH GREP_OPTIONS TAR_OPTIONS GZIP
for word in $(declare -Fx); do
  case $word in declare | -*) ;; *) unset -f "$word" ;; esac
done
