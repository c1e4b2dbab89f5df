Row 29: a watch tells every change by itself, in order, however short it lasted.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ follow() { "$BUILD/app/cli/sluice" get "$@" >followed 2>&1 & follower=$!; }
  $ seen() { for _ in $(seq 200); do grep -qs -- "$1" followed && return; sleep 0.05; done; echo "never seen: $1"; }
  $ followed() { kill $follower; wait $follower 2>/dev/null; sed -E 's/ [0-9]+s( |$)/ 0s\1/; s/  +/  /g' followed; }
  $ service() { sluice create service clusterip "$1" --tcp=80 >/dev/null 2>&1; }
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y

Fifty changes, one after the other without a pause, each with what it made of the object:

  $ follow svc kubia -w -o jsonpath='{.metadata.labels.n}{"\n"}'
  $ seen '^$'
  $ for n in $(seq 50); do sluice label svc kubia n=$n --overwrite >/dev/null 2>&1; done
  $ seen '^50$'
  $ followed | sed 1d >numbers
  $ seq 50 | diff - numbers

What came and went, before anybody could list it:

  $ follow svc -w --output-watch-events --watch-only
  $ until service sync && sluice delete svc sync >/dev/null && grep -q DELETED followed; do sleep 0.02; done
  $ for n in 1 2 3; do service brief-$n; sluice delete svc brief-$n >/dev/null; done
  $ seen 'DELETED *brief-3'
  $ followed | grep brief | awk '{print $1, $2}'
  ADDED brief-1
  DELETED brief-1
  ADDED brief-2
  DELETED brief-2
  ADDED brief-3
  DELETED brief-3

Endpoints and slices follow each of their pods; a workload tells how many are ready:

  $ pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: kubia-%s, labels: {app: kubia}}\nstatus: {podIP: 10.180.0.%s, conditions: [{type: Ready, status: "%s"}]}\n' "$1" "$1" "$2" | apply >/dev/null 2>&1; }
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: kubia}
  > spec:
  >   replicas: 2
  >   selector: {matchLabels: {app: kubia}}
  >   template: {metadata: {labels: {app: kubia}}, spec: {containers: [{name: kubia, image: luksa/kubia}]}}
  > Y
  $ changes() { pod 1 True; pod 2 True; pod 1 False; pod 1 True; sluice delete po kubia-1 kubia-2 >/dev/null; }
  $ follow ep kubia -w --no-headers
  $ seen none
  $ changes
  $ seen 'none.*'
  $ for _ in $(seq 100); do [ $(grep -c none followed) = 2 ] && break; sleep 0.05; done
  $ followed
  kubia  <none>  0s
  kubia  10.180.0.1:8080  0s
  kubia  10.180.0.1:8080,10.180.0.2:8080  0s
  kubia  10.180.0.2:8080  0s
  kubia  10.180.0.1:8080,10.180.0.2:8080  0s
  kubia  <none>  0s
  $ follow ep kubia -w -o jsonpath='{.metadata.resourceVersion}{"\n"}'
  $ seen '^[0-9]'
  $ changes
  $ for _ in $(seq 100); do [ $(wc -l <followed) = 6 ] && break; sleep 0.05; done
  $ followed | sort -n -u | diff followed - && wc -l <followed
  6
  $ follow endpointslices -w -o jsonpath='{.endpoints[*].conditions.ready}{"\n"}'
  $ seen '^$'
  $ changes
  $ for _ in $(seq 100); do [ $(wc -l <followed) = 6 ] && break; sleep 0.05; done
  $ followed
  
  true
  true true
  false true
  true true
  
  $ follow rs -w --no-headers
  $ seen kubia
  $ changes
  $ for _ in $(seq 100); do [ $(wc -l <followed) = 6 ] && break; sleep 0.05; done
  $ followed
  kubia  2  0  0  0s
  kubia  2  1  1  0s
  kubia  2  2  2  0s
  kubia  2  2  1  0s
  kubia  2  2  2  0s
  kubia  2  0  0  0s

An object that enters the selection comes, one that leaves it goes; by labels and by fields:

  $ service always && sluice label svc always tier=web >/dev/null 2>&1
  $ follow svc -w --output-watch-events -l tier=web
  $ seen always
  $ sluice label svc kubia tier=web >/dev/null 2>&1
  $ sluice label svc kubia other=x >/dev/null 2>&1
  $ sluice label svc kubia tier=db --overwrite >/dev/null 2>&1
  $ sluice label svc kubia other- >/dev/null 2>&1
  $ sluice label svc kubia tier=web --overwrite >/dev/null 2>&1
  $ sluice delete svc kubia >/dev/null
  $ for _ in $(seq 100); do [ $(grep -c DELETED followed) = 2 ] && break; sleep 0.05; done
  $ followed | grep kubia
  ADDED  kubia  ClusterIP  10.96.0.7  <none>  80/TCP  0s
  MODIFIED  kubia  ClusterIP  10.96.0.7  <none>  80/TCP  0s
  DELETED  kubia  ClusterIP  10.96.0.7  <none>  80/TCP  0s
  ADDED  kubia  ClusterIP  10.96.0.7  <none>  80/TCP  0s
  DELETED  kubia  ClusterIP  10.96.0.7  <none>  80/TCP  0s
  $ phase() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus: {phase: %s, podIP: 10.180.0.1}\n' "$1" | apply >/dev/null 2>&1; }
  $ phase Pending
  $ follow po -w --output-watch-events --field-selector status.phase=Running -o name
  $ until phase Running && grep -q pod/p followed; do phase Pending; sleep 0.05; done
  $ followed | tail -n 1
  pod/p

One that reads too slowly is told, and shown what is there by then:

  $ follow ns -w -o jsonpath='{.metadata.name}{" "}{.metadata.annotations.count}{"\n"}'
  $ seen '^default'
  $ kill -STOP $follower
  $ big=$(head -c 200000 /dev/zero | tr '\0' x)
  $ for n in $(seq 120); do printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: big, annotations: {count: "%s", t: %s}}\n' $n $big | apply >/dev/null 2>&1; done
  $ kill -CONT $follower
  $ seen '^big 120$'
  $ followed | grep -A 10 warning
  warning: more changed than could be shown in time: what is there is listed again
  big 120
  default 
  kube-system 
