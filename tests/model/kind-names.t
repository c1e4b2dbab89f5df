A kind has many names: what -o name prints is one of them, and "all" stands for several kinds.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ PATH=$BUILD/app/cli:$PATH
  $ apply <<Y
  > {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: a}}, status: {podIP: "$POD1"}}
  > ---
  > {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 0, serviceName: db,
  >   selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: []}}}}
  > ---
  > {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: {app: a}, ports: [{port: 80}]}}
  > Y
  pod/a created
  statefulset.apps/db created
  service/a created
  $ for kind in statefulset.apps statefulsets.apps StatefulSet.v1.apps sts.apps sts.v1; do sluice get $kind db -o name; done
  statefulset.apps/db
  statefulset.apps/db
  statefulset.apps/db
  statefulset.apps/db
  statefulset.apps/db
  $ for kind in service.v1 services.v1. svc; do sluice get $kind a -o name; done
  service/a
  service/a
  service/a
  $ sluice get endpointslice -o name | xargs sluice get -o name | grep /a-
  endpointslice.discovery.k8s.io/a-v4-0
  $ sluice get sts -o name | xargs sluice describe | head -1
  Name:               db
  $ sluice get sts -o name | xargs -I{} sluice label {} x=y
  statefulset.apps/db labeled
  $ sluice get sts -o name | xargs -I{} sluice patch {} -p '{"metadata":{"labels":{"x":"z"}}}'
  statefulset.apps/db patched

Another group or version is none of the kind's:

  $ for kind in sts.v2 sts.v1.extensions deployments.extensions service.apps service.v1.apps sts. .apps sts.app; do sluice get $kind 2>&1; done | sed 's/: did you.*//'
  error: the server doesn't have a resource type "sts.v2"
  error: the server doesn't have a resource type "sts.v1.extensions"
  error: the server doesn't have a resource type "deployments.extensions"
  error: the server doesn't have a resource type "service.apps"
  error: the server doesn't have a resource type "service.v1.apps"
  error: the server doesn't have a resource type "sts."
  error: the server doesn't have a resource type ".apps"
  error: the server doesn't have a resource type "sts.app"
  [2]

All, and more:

  $ sluice get all,ep -o name
  pod/a
  service/a
  statefulset.apps/db
  endpoints/a
  $ sluice get svc,all -o name
  service/a
  pod/a
  statefulset.apps/db
  $ sluice get all,svc | grep -c ^service/
  1

  $ sluice get sts -o name | xargs sluice delete
  statefulset.apps "db" deleted

Messages name a kind with its group, and what is no kind alike, whichever the verb:

  $ cat >db.yaml <<'Y'
  > {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {replicas: 0, serviceName: db,
  >   selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: []}}}}
  > Y
  $ sluice delete sts db
  Error from server (NotFound): statefulsets.apps "db" not found
  [1]
  $ sluice patch sts db -p '{}'
  Error from server (NotFound): statefulsets.apps "db" not found
  [1]
  $ sluice replace -f db.yaml
  Error from server (NotFound): statefulsets.apps "db" not found
  [1]
  $ sluice create -f db.yaml 2>/dev/null; sluice create -f db.yaml
  statefulset.apps/db created
  Error from server (AlreadyExists): statefulsets.apps "db" already exists
  [1]
  $ sed 's/name: db}/name: db, resourceVersion: "1"}/' db.yaml | sluice replace -f -
  Error from server (Conflict): Operation cannot be fulfilled on statefulsets.apps "db": the object has been modified; please apply your changes to the latest version and try again
  [1]
  $ for verb in get delete describe; do sluice $verb servcies x; done 2>&1 | uniq -c
        3 error: the server doesn't have a resource type "servcies": did you mean "services"?
  [2]
  $ sluice label servcies x a=b
  error: the server doesn't have a resource type "servcies": did you mean "services"?
  [3]
