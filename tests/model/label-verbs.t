Labels and annotations, in kubectl's words.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.21, selector: {app: kubia, enabled: "true"}, ports: [{port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
  > status: {podIP: $POD1}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-2, labels: {app: kubia}}
  > spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
  > status: {podIP: $POD2}
  > Y
  standard input:4:41: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created
  pod/kubia-1 created
  pod/kubia-2 created

A pod that gets the label joins (row 4):

  $ sluice label po kubia-1 enabled=true
  pod/kubia-1 labeled
  $ sluice get ep kubia --no-headers | awk '{print $2}'
  10.180.0.11:8080
  $ sluice label po kubia-1 enabled=true
  pod/kubia-1 not labeled
  $ sluice label po kubia-1 enabled=false
  error: 'enabled' already has a value (true), and --overwrite is false
  [3]
  $ sluice label po kubia-1 enabled=false --overwrite
  pod/kubia-1 labeled
  $ sluice label po kubia-1 enabled-
  pod/kubia-1 unlabeled
  $ sluice label po kubia-1 enabled-
  note: label "enabled" not found.
  pod/kubia-1 not labeled
  $ sluice label po --all zone=a
  pod/kubia-1 labeled
  pod/kubia-2 labeled
  $ sluice label po -l app=kubia zone- rack=r1
  pod/kubia-1 labeled
  pod/kubia-2 labeled
  $ sluice label po,svc -l app=kubia x=y
  No resources found
  pod/kubia-1 labeled
  pod/kubia-2 labeled
  $ sluice label po/kubia-2 svc/kubia a=b --dry-run=server
  note: spec.selector: no pod matches: default/kubia refuses connections until one does
  pod/kubia-2 labeled (server dry run)
  service/kubia labeled (server dry run)
  $ sluice label po kubia-2 --list
  app=kubia
  rack=r1
  x=y
  $ sluice label po --all --list
  Listing labels for Pod./kubia-1:
   app=kubia
   rack=r1
   x=y
  Listing labels for Pod./kubia-2:
   app=kubia
   rack=r1
   x=y
  $ sluice label po kubia-2 bad='not a value'
  error: metadata.labels: bad: "not a value" is no valid label value: letters, digits, '-', '_' and '.', at most 63
  [3]
  $ sluice label po kubia-2 a=1 a-
  error: can not both modify and remove label a in the same command
  [2]
  $ sluice label po kubia-2
  error: at least one label update is required
  [2]
  $ sluice label po a=b
  error: resource(s) were provided, but no name was specified
  [2]
  $ sluice label po nobody a=b
  Error from server (NotFound): pods "nobody" not found
  [1]
  $ sluice annotate svc kubia note='a b = c'
  note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia annotated
  $ sluice annotate svc kubia note=other
  error: 'note' already has a value (a b = c), and --overwrite is false
  [3]
  $ sluice annotate svc kubia --list | grep note=
  note=a b = c
  $ sluice annotate svc kubia note-
  note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia annotated

All or none: one that cannot be labelled keeps the others as they were.

  $ sluice label po kubia-1 rack=r2 --overwrite >/dev/null
  $ sluice label po kubia-2 kubia-1 rack=r1
  error: 'rack' already has a value (r2), and --overwrite is false
  [3]
  $ sluice get po -L rack --no-headers | awk '{print $1, $NF}'
  kubia-1 r2
  kubia-2 r1

What is not stored has an owner:

  $ sluice label ep kubia a=b
  error: endpoints/kubia belongs to service/kubia, whose selector makes it
  [3]
  $ sluice label no edge-1 rack=r1
  node/edge-1 labeled
  $ board_restart
  $ sluice get no edge-1 -L rack --no-headers | awk '{print $NF}'
  r1
