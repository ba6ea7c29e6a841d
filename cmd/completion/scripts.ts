/** What each shell needs to ask `kubectl-etcdbackup __complete`. */

const BASH = `# bash completion for kubectl-etcdbackup
_kubectl_etcdbackup() {
  local answer=() words=() word glue= line directive=0 value typed end=\${COMP_WORDS[COMP_CWORD]}
  # bash takes --output=json apart at = and :, and completes what stands behind it
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ -n $glue || $word == [=:] ]] && ((\${#words[@]})); then words[-1]+=$word; else words+=("$word"); fi
    if [[ $word == [=:] ]]; then glue=1; else glue=; fi
  done
  typed=\${words[-1]}
  if [[ $end == [=:] ]]; then end=; fi
  mapfile -t answer < <(kubectl-etcdbackup __complete "\${words[@]}" 2>/dev/null)
  COMPREPLY=()
  for line in "\${answer[@]}"; do
    if [[ $line == :* ]]; then directive=\${line#:}; continue; fi
    value=\${line%%$'\\t'*}
    if [[ $value == "$typed"* ]]; then COMPREPLY+=("$(printf '%q' "\${value#"\${typed%"$end"}"}")"); fi
  done
  if ((directive == 0)); then compopt -o default; fi
  if ((directive == 16)); then compopt -o dirnames; fi
}
complete -F _kubectl_etcdbackup kubectl-etcdbackup
`;

const ZSH = `#compdef kubectl-etcdbackup
_kubectl_etcdbackup() {
  local -a answer found
  local line directive=0
  answer=("\${(@f)$(kubectl-etcdbackup __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $answer; do
    if [[ $line == :* ]]; then directive=\${line#:}; continue; fi
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if ((directive == 0)); then _files; return; fi
  if ((directive == 16)); then _files -/; return; fi
  _describe 'kubectl-etcdbackup' found
}
compdef _kubectl_etcdbackup kubectl-etcdbackup
`;

const FISH = `# fish completion for kubectl-etcdbackup
function __kubectl_etcdbackup
    set -l words (commandline -opc) (commandline -ct)
    for line in (kubectl-etcdbackup __complete $words[2..-1] 2>/dev/null)
        string match -q ':*' -- $line; or echo $line
    end
end
complete -c kubectl-etcdbackup -f -a '(__kubectl_etcdbackup)'
`;

const POWERSHELL = `# PowerShell completion for kubectl-etcdbackup
Register-ArgumentCompleter -Native -CommandName 'kubectl-etcdbackup' -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  kubectl-etcdbackup __complete @words 2>$null | Where-Object { $_ -notmatch '^:\\d+$' } | ForEach-Object {
    $value, $means = $_ -split "\`t", 2
    if (-not $means) { $means = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $means)
  }
}
`;

/** Completion scripts by shell, for the plugin called by its own name; \`kubectl etcdbackup\` asks kubectl_complete-etcdbackup. */
export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL } as const;
