Row 29: `get -w` shows what is there and what changes, also in objects that follow from others.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ follow() { "$BUILD/app/cli/sluice" get "$@" >followed 2>&1 & follower=$!; }
  $ seen() { for _ in $(seq 200); do grep -qs -- "$1" followed && return; sleep 0.05; done; echo "never seen: $1"; }
  $ followed() { kill $follower; wait $follower 2>/dev/null; sed -E 's/ [0-9]+s( |$)/ 0s\1/; s/  +/  /g' followed; }
  $ pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s, labels: {app: kubia}}\nstatus: {podIP: %s}\n' "$1" "$2" | apply >/dev/null 2>&1; }
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y

Nobody writes these Endpoints; they follow the pods of their Service:

  $ follow ep -w --output-watch-events
  $ seen ADDED
  $ pod kubia-1 10.180.0.1
  $ seen 10.180.0.1:8080
  $ pod kubia-2 10.180.0.2
  $ seen 10.180.0.1:8080,10.180.0.2:8080
  $ sluice delete svc kubia >/dev/null
  $ seen DELETED
  $ followed
  EVENT  NAME  ENDPOINTS  AGE
  ADDED  kubia  <none>  0s
  MODIFIED  kubia  10.180.0.1:8080  0s
  MODIFIED  kubia  10.180.0.1:8080,10.180.0.2:8080  0s
  DELETED  kubia  10.180.0.1:8080,10.180.0.2:8080  0s

So do slices, here by a template of the user's:

  $ follow endpointslices -w -o jsonpath='{.metadata.name} {.endpoints[*].addresses[0]}{"\n"}'
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y
  $ seen kubia-v4
  $ sluice delete po kubia-1 >/dev/null
  $ seen 'kubia-v4[^ ]* 10.180.0.2$'
  $ followed | sed -E 's/^kubia-v4[^ ]*/kubia-v4/'
  kubia-v4 10.180.0.1 10.180.0.2
  kubia-v4 10.180.0.2

One object by its name, with what happened as YAML; columns of the user's own:

  $ follow po kubia-2 -w -o yaml --output-watch-events
  $ seen 'type: ADDED'
  $ pod kubia-3 10.180.0.3
  $ pod kubia-2 10.180.0.9
  $ seen 'type: MODIFIED'
  $ followed | grep -E '^(---|type:|object:)|podIP:'
  object:
    podIP: 10.180.0.2
  type: ADDED
  ---
  object:
    podIP: 10.180.0.9
  type: MODIFIED
  $ follow po -w -o custom-columns=NAME:.metadata.name,IP:.status.podIP
  $ seen kubia-3
  $ pod kubia-10 10.180.0.10
  $ seen kubia-10
  $ followed
  NAME  IP
  kubia-2  10.180.0.9
  kubia-3  10.180.0.3
  kubia-10  10.180.0.10

Several kinds are not followed at once:

  $ sluice get svc,po -w
  error: you may only specify a single resource type with --watch
  [2]
