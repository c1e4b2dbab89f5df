What holds no objects is a mistake where objects were to be put, as with kubectl; delete has then nothing to do.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ for verb in apply create replace delete; do echo | sluice $verb -f - || echo "[$?]"; done
  error: no objects passed to apply
  [1]
  error: no objects passed to create
  [1]
  error: no objects passed to replace
  [1]
  No resources found
  $ printf '# a: b\n---\n' | sluice apply -f - -o yaml
  error: no objects passed to apply
  [1]
  $ echo '{apiVersion: v1, kind: List, items: []}' | sluice create -f -
  error: no objects passed to create
  [1]

What was there and is passed over is told instead:

  $ echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}' | sluice apply -f -
  No resources found
  standard input:1:1: note: no effect here, passed over: ConfigMap

A folder that became empty has nothing, and may:

  $ mkdir folder; sluice apply -f folder --prune
  No resources found
