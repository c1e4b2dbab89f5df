Rows 9 and 29: what becomes of its endpoints are events of a Service, counted and bounded.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ aged() { sed -E 's/(^| )[0-9]{1,2}s( |$)/\10s\2/g; s/  +/  /g'; }
  $ told() { for _ in $(seq 100); do sluice get events | grep -q "$1" && return; sleep 0.05; done; echo "never told: $1"; }
  $ pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: kubia-%s, labels: {app: kubia}%s}\nstatus: {podIP: 10.180.0.%s, conditions: [{type: Ready, status: "%s"}]}\n---\n' "$1" "$3" "$1" "$2"; }
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y
  $ pod 1 True | apply >/dev/null 2>&1
  $ told 'EndpointAdded.*10.180.0.1:8080'
  $ pod 1 False | apply >/dev/null 2>&1
  $ told 'EndpointNotReady.*10.180.0.1:8080'
  $ pod 1 True | apply >/dev/null 2>&1
  $ told 'EndpointReady.*10.180.0.1:8080'
  $ { pod 2 True; pod 3 False; pod 4 True; pod 5 True; pod 6 True; } | apply >/dev/null 2>&1
  $ told '+ 2 more...'
  $ pod 2 True ', deletionTimestamp: "2026-01-01T00:00:00Z"' | apply >/dev/null 2>&1
  $ told EndpointTerminating
  $ sluice delete po kubia-2 kubia-3 >/dev/null 2>&1
  $ told EndpointRemoved
  $ sluice describe svc kubia | sed '1,/^  ----/d' | aged
    Normal  Created  0s  sluice  service/kubia created
    Normal  AllocatedClusterIP  0s  sluice  10.96.0.7
    Normal  EndpointAdded  0s  sluice  10.180.0.1:8080
    Warning  EndpointNotReady  0s  sluice  10.180.0.1:8080
    Normal  EndpointReady  0s  sluice  10.180.0.1:8080
    Normal  EndpointAdded  0s  sluice  10.180.0.2:8080, 10.180.0.3:8080, 10.180.0.4:8080 + 2 more...
    Warning  EndpointNotReady  0s  sluice  10.180.0.3:8080
    Normal  EndpointTerminating  0s  sluice  10.180.0.2:8080
    Normal  EndpointRemoved  0s  sluice  10.180.0.2:8080, 10.180.0.3:8080

The same again is counted, however fast it comes; a port's other name, and another Service that has
the pods from its beginning on, are no news:

  $ for n in $(seq 20); do pod 1 False | apply; pod 1 True | apply; done >/dev/null 2>&1
  $ count() { sluice get events --field-selector involvedObject.name=kubia,reason=$1 -o jsonpath='{.items[?(@.message=="10.180.0.1:8080")].count}'; }
  $ for _ in $(seq 100); do [ "$(count EndpointReady)" = 21 ] && break; sleep 0.05; done; count EndpointReady; echo; count EndpointNotReady
  21
  21 (no-eol)
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{name: http, port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {clusterIP: 10.96.0.8, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y
  $ pod 7 True | apply >/dev/null 2>&1
  $ told 'service/kubia *10.180.0.7'
  $ sluice get events --no-headers | grep 'EndpointAdded\|EndpointRemoved' | sed 1,3d | aged | sort
  0s  Normal  EndpointAdded  service/kubia  10.180.0.7:8080
  0s  Normal  EndpointAdded  service/other  10.180.0.7:8080

A storm has a budget; what is beyond it is counted, and drives nothing else out:

  $ for n in $(seq 120); do
  >   printf 'apiVersion: v1\nkind: Service\nmetadata: {name: s%s}\nspec: {selector: {app: s%s}, ports: [{port: 80}]}\n---\n' $n $n
  > done | apply >/dev/null 2>&1
  $ for n in $(seq 120); do
  >   printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: s%s, labels: {app: s%s}}\nstatus: {podIP: 10.180.1.%s}\n---\n' $n $n $n
  > done | apply >/dev/null 2>&1
  $ told EndpointsChanged
  $ sluice get events --field-selector reason=EndpointsChanged --no-headers | aged
  0s  Normal  EndpointsChanged  board/edge-1  endpoints changed more often than is told one by one
  $ told=$(sluice get events --field-selector reason=EndpointAdded -o name | grep -c '/s[0-9]')
  $ rest=$(sluice get events --field-selector reason=EndpointsChanged -o jsonpath='{.items[0].count}')
  $ echo $((told + rest)) $((told <= 100))
  120 1
