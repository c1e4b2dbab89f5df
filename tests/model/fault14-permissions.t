Fault 14: a user who may not. Only the board's group may use its sockets; who may look may not change
anything, whatever he asks.

  $ . "$TESTDIR/lib.sh"
  $ [ "$(id -u)" = 0 ] || exit 80
  $ board_start management.group daemon
  $ chmod o+x .. . run
  $ stat -c '%a %U %G %n' run/control.sock run/view.sock
  660 root daemon run/control.sock
  660 root daemon run/view.sock
  $ cp "$BUILD/app/cli/sluice" .; chmod 755 sluice
  $ as() { setpriv --reuid "$1" --regid "$(id -g "$1")" --clear-groups ./sluice "${@:2}" 2>&1 | sed "s,$PWD,.,g"; }
  $ as nobody get svc
  error: ./run/control.sock: Permission denied; join the group that owns it, or use sudo
  [4]
  $ as nobody get svc --socket "$PWD/run/view.sock"
  error: ./run/view.sock: Permission denied; join the group that owns it, or use sudo
  [4]
  $ as daemon get svc
  No resources found in default namespace.
  $ printf 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n' >a.yaml
  $ as daemon apply -f a.yaml --socket "$PWD/run/view.sock"
  Error from server (Forbidden): apply is not for the read-only socket
  [1]
  $ as daemon delete svc a --socket "$PWD/run/view.sock"
  Error from server (Forbidden): delete is not for the read-only socket
  [1]
  $ as daemon apply -f a.yaml
  service/a created
