Row 29: the flags that kubectl's users type.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ mkdir -p app/deep
  $ cat >app/svc.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {tier: web}}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-two, namespace: other}
  > spec: {clusterIP: 10.96.0.8, ports: [{port: 80}]}
  > Y
  $ cat >app/deep/pods.yaml <<'Y'
  > apiVersion: v1
  > kind: List
  > items:
  > - {apiVersion: v1, kind: Pod, metadata: {name: kubia-1, labels: {app: kubia}}, status: {podIP: 10.180.0.1}}
  > - {apiVersion: v1, kind: Pod, metadata: {name: kubia-2, labels: {app: kubia}}, status: {podIP: 10.180.0.2}}
  > Y

Folders in folders are taken with -R alone; hidden ones and links are not:

  $ ln -s .. app/deep/up; mkdir app/.git; cp app/svc.yaml app/.git/
  $ sluice apply -f app/ 2>/dev/null
  service/kubia created
  service/kubia-two created
  $ sluice apply -Rf app/ 2>/dev/null
  pod/kubia-1 created
  pod/kubia-2 created
  service/kubia unchanged
  service/kubia-two unchanged
  $ sluice apply -R --prune -f app/ 2>/dev/null
  pod/kubia-1 unchanged
  pod/kubia-2 unchanged
  service/kubia unchanged
  service/kubia-two unchanged
  $ mkdir empty; sluice apply -Rf empty
  error: empty: no .yaml, .yml or .json file in this folder
  [3]

Objects by the files that hold them:

  $ sluice get -f app/svc.yaml | aged
  NAME    TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
  kubia   ClusterIP   10.96.0.7    <none>        80/TCP    0s
  
  NAME        TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
  kubia-two   ClusterIP   10.96.0.8    <none>        80/TCP    0s
  $ sluice get -Rf app/ -o name
  pod/kubia-1
  pod/kubia-2
  service/kubia
  service/kubia-two
  $ sluice get -f app/deep/pods.yaml --no-headers -L app | aged
  kubia-1   0/0   Running   0     0s    kubia
  kubia-2   0/0   Running   0     0s    kubia
  $ head -4 app/svc.yaml | sluice get -f - -o jsonpath='{.spec.clusterIP}'
  10.96.0.7 (no-eol)
  $ sluice describe -f app/deep/pods.yaml | grep ^Name:
  Name:         kubia-1
  Name:         kubia-2
  $ sluice label -f app/deep/pods.yaml team=a
  pod/kubia-1 labeled
  pod/kubia-2 labeled
  $ sluice annotate -f app/svc.yaml note- 2>/dev/null
  service/kubia annotated
  service/kubia-two annotated
  $ sluice patch -f app/deep/pods.yaml -p '{"metadata":{"labels":{"team":"b"}}}'
  pod/kubia-1 patched
  pod/kubia-2 patched
  $ EDITOR='sed -i s/team:.b/team:\ c/' sluice edit -f app/deep/pods.yaml
  pod/kubia-1 edited
  pod/kubia-2 edited
  $ sluice get svc -f app/svc.yaml
  error: when files are given you may not specify resource arguments as well
  [2]
  $ sluice get -f app/svc.yaml -l a=b
  error: -f does not go with --selector
  [2]
  $ printf 'kind: Sevice\napiVersion: v1\nmetadata: {name: x}\n' | sluice get -f -
  standard input:1:7: error: kind: unknown kind "Sevice": did you mean "Service"?
  error: refused, nothing is changed: 1 error
  [3]
  $ echo | sluice get -f -
  error: there is no object in what was given
  [1]

What is not there may not matter; flags take true and false:

  $ sluice get svc nobody --ignore-not-found; sluice get svc nobody --ignore-not-found=true -o yaml
  $ sluice get svc nobody kubia --ignore-not-found --no-headers=true | aged
  kubia   ClusterIP   10.96.0.7   <none>   80/TCP   0s
  $ sluice get svc nobody --ignore-not-found=false
  Error from server (NotFound): services "nobody" not found
  [1]
  $ sluice get svc --watch=maybe
  error: --watch is true or false, not 'maybe'; see 'sluice get -h'
  [2]

The beginning of a name, as describe takes it; without events:

  $ sluice describe po kubia- | grep ^Name:
  Name:         kubia-1
  Name:         kubia-2
  $ sluice describe svc kubia | grep ^Name:
  Name:                     kubia
  $ sluice describe po/kub po nobody
  error: 'po' is no KIND/NAME, as the other arguments are
  [2]
  $ sluice describe po none-
  Error from server (NotFound): pods "none-" not found
  [1]
  $ sluice describe svc kubia --show-events=false | grep -c Events
  0
  [1]

Deletion waits for nobody, whatever is asked:

  $ sluice delete po kubia-1 --force --grace-period=0
  Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.
  pod "kubia-1" force deleted
  $ sluice delete po kubia-2 --now --wait=false --cascade=foreground --timeout=5s
  pod "kubia-2" deleted
  $ sluice delete svc kubia --force --grace-period=5
  error: --force and --grace-period greater than 0 cannot be specified together
  [2]
  $ sluice delete svc kubia --cascade=orphan
  error: --cascade=orphan: here the pods of a workload always go with it
  [2]

All or none, said clearly; by file, and of all namespaces:

  $ sluice delete -Rf app/
  Error from server (NotFound): pods "kubia-1" not found
  Error from server (NotFound): pods "kubia-2" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]
  $ sluice delete -Rf app/ --ignore-not-found --dry-run=server
  service "kubia" deleted (server dry run)
  service "kubia-two" deleted (server dry run)
  $ sluice delete svc --all -A
  service "kubia" deleted
  service "kubia-two" deleted

Help tells each verb's flags, and completion completes the same ones:

  $ for verb in get describe delete label annotate patch edit apply create replace diff; do
  >   sluice $verb --help | grep -o -- '--[a-z][a-z-]*' | sort -u >told
  >   sluice completion bash | sed -n "/^	$verb)/,/;;/p" | grep -o -- '--[a-z][a-z-]*' | sort -u >completed
  >   grep -qx -- --recursive told && comm -3 told completed || echo $verb
  > done
