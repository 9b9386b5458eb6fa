# Completion of ikelint for bash. The lists between the marks are made from the program's own tables.
_ikelint() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= words= options=
  if ((COMP_CWORD > 1)); then command=${COMP_WORDS[1]}; fi
  # begin words
  case $command:$before in
    lint:--format) words='text json ndjson sarif junit' ;;
    lint:--fail-on) words='notice warning error never' ;;
    facts:--kind) words='certificate crl request template rras profile host store' ;;
    facts:--format) words='text json' ;;
    rules:--severity) words='notice warning error' ;;
    rules:--format) words='text json' ;;
    crls:--format) words='text json csv' ;;
    predict:--format) words='text json' ;;
    predict:--fail-on) words='error warning notice never' ;;
    diagnose:--format) words='text json' ;;
    diagnose:--fail-on) words='error warning notice never' ;;
    *:--color) words='auto always never' ;;
  esac
  case $command in
  '') options='--help --version lint explain facts rules crls predict diagnose' ;;
  lint) options=' --profile --rules --server-name --device-name --template --set --at --format --output --fail-on --strict --store --exclude --waivers --baseline --no-config --explain-config --jobs --quiet --verbose --root --intermediate --crl --policy --require-explicit-policy --inhibit-policy-mapping --inhibit-any-policy --password-file --password-fd --color --help' ;;
  explain) options=' --list --rules --color --help' ;;
  facts) options=' --only --kind --device-name --path --all --store --list --at --format --root --intermediate --crl --policy --require-explicit-policy --inhibit-policy-mapping --inhibit-any-policy --password-file --password-fd --color --help' ;;
  rules) options=' --profile --severity --code --format --text --rules --at --strict --color --help' ;;
  crls) options=' --warn-certificate --warn-crl --warn-delta --at --format --output --password-file --password-fd --color --help' ;;
  predict) options=' --at --format --output --fail-on --password-file --password-fd --init --force --schema --color --help' ;;
  diagnose) options=' --deployment --device --rules --at --format --output --fail-on --password-file --password-fd --color --help' ;;
  esac
  # end words
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  elif [[ -z $command || $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  else
    compopt -o default
    COMPREPLY=()
  fi
}
complete -F _ikelint ikelint
