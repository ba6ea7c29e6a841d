# shellcheck shell=bash
# Lists the backup files that lie on this node, newest first: time, size, SHA-256 and path. Changes nothing.
begin find-snapshot 'backup files on this node'
step "looking in ${SEARCH_DIRS[*]}"
for folder in "${SEARCH_DIRS[@]}"; do
  [ -d "$folder" ] || say "  there is no $folder here"
done
found=() older=0
while IFS= read -r -d '' entry; do
  if [ "${#found[@]}" -lt 50 ]; then found+=("$entry"); else older=$((older + 1)); fi
done < <(
  # What is not there, or may not be read, is no failure of this script.
  { find -H "${SEARCH_DIRS[@]}" -xdev -maxdepth 4 -type f -size +0 \( -name 'snapshot*' -o -name '*.db' \) ! -name '*.part' \
    -printf '%TY-%Tm-%TdT%TH:%TM:%.2TSZ\t%s\t%p\0' 2>/dev/null || true; } | sort -rz
)
printf '%-21s %13s %-64s %s\n' 'TIME (UTC)' BYTES SHA-256 FILE
# An array that is empty is unset to a bash before 4.4.
for entry in ${found[@]+"${found[@]}"}; do
  IFS=$'\t' read -r -d '' time size path < <(printf '%s\0' "$entry")
  # Gone meanwhile, or on a bad disk: the others are listed all the same.
  digest=$(sha256sum 2>/dev/null <"$path") || digest='cannot be read'
  # %q: a name with control characters shows them and can be typed.
  printf '%-21s %13s %-64s %q\n' "$time" "$size" "${digest%%  -}" "$path"
done
[ "$older" -eq 0 ] || say "  and $older older ones"
finish "${#found[@]} files; nothing was changed"
