The board's own configuration is checked by validate, whether a board runs or not, as YAML and as JSON; apply tells
what it takes to change it.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >good.yaml <<'Y'
  > apiVersion: sluice/v1
  > kind:  "Board"   # this one
  > metadata: {name: edge-2}
  > spec: {ports: [{name: wire0, device: net_null0}]}
  > Y
  $ sed 's/ports:/prots:/' good.yaml >bad.yaml
  $ for how in "" --offline; do sluice validate $how board.yaml good.yaml; sluice validate $how bad.yaml; done
  2 files checked, 0 errors
  bad.yaml:4:8: error: spec.prots: unknown field "prots": did you mean "ports"?
  1 file checked, 1 error
  2 files checked, 0 errors
  bad.yaml:4:8: error: spec.prots: unknown field "prots": did you mean "ports"?
  1 file checked, 1 error
  [3]
  $ sluice apply -f good.yaml
  good.yaml:2:8: error: kind: a Board is no manifest: it is read at the start, so change its file and restart sluiced
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice validate -f - <good.yaml
  standard input:2:8: error: kind: a Board is no manifest: it is read at the start, so change its file and restart sluiced
  error: refused, nothing is changed: 1 error
  [3]
  $ cat >service.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, ownerReferences: [{apiVersion: v1, kind: Board, name: a, uid: b}]}
  > spec: {ports: [{port: 80}]}
  > Y
  $ sluice validate service.yaml
  1 file checked, 0 errors
