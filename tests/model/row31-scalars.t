Row 31: scalars mean what kubectl takes them to mean (YAML 1.1, as sigs.k8s.io/yaml reads it): `yes`
is a boolean, 0777 is octal, 80:30 is a string, a number in quotes is a string.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata:
  >   name: octal
  >   annotations: {a: "yes", b: '0777', c: 80:30, d: 2001-12-14, e: 1.2.3, f: !!str 80}
  > spec:
  >   publishNotReadyAddresses: on
  >   ports: [{port: 0120, targetPort: 0x1F90}]
  > Y
  service/octal created
  $ sluice get svc octal -o yaml | grep -E '^    [a-f]:|^ +(- )?(port|targetPort|publish.*):'
      a: "yes"
      b: "0777"
      c: "80:30"
      d: "2001-12-14"
      e: 1.2.3
      f: "80"
    - port: 80
      targetPort: 8080
    publishNotReadyAddresses: true
  $ cat >wrong.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata:
  >   name: on
  >   annotations: {a: yes, b: 0777, c: 1e3, d: ~, e: 1_000, f: .5}
  > spec:
  >   publishNotReadyAddresses: "on"
  >   ports:
  >   - {name: 80, port: 80:30}
  >   - {name: b, port: 1_0e3}
  >   - {name: c, port: .inf}
  >   - {name: d, port: 80.5}
  > Y
  $ sluice apply -f wrong.yaml
  wrong.yaml:4:9: error: metadata.name: expected a string: a DNS name (lower-case letters, digits, '-' and '.'), found a boolean (on): put it in quotes
  wrong.yaml:5:20: error: metadata.annotations[a]: expected a string, found a boolean (yes): put it in quotes
  wrong.yaml:5:28: error: metadata.annotations[b]: expected a string, found an integer (0777): put it in quotes
  wrong.yaml:5:37: error: metadata.annotations[c]: expected a string, found an integer (1e3): put it in quotes
  wrong.yaml:5:51: error: metadata.annotations[e]: expected a string, found an integer (1_000): put it in quotes
  wrong.yaml:5:61: error: metadata.annotations[f]: expected a string, found a fraction (.5): put it in quotes
  wrong.yaml:7:29: error: spec.publishNotReadyAddresses: expected true or false, found the string "on"
  wrong.yaml:9:12: error: spec.ports[0].name: expected a string: a DNS label (lower-case letters, digits and '-', at most 63), found an integer (80): put it in quotes
  wrong.yaml:9:22: error: spec.ports[0].port: expected an integer in 1-65535, found the string "80:30"
  wrong.yaml:11:21: error: .inf: no number that JSON has, put it in quotes to make it a string
  wrong.yaml:11:21: error: spec.ports[2].port: expected an integer in 1-65535, found a fraction (.inf)
  wrong.yaml:12:21: error: spec.ports[3].port: expected an integer in 1-65535, found a fraction (80.5)
  error: refused, nothing is changed: 12 errors
  [3]

JSON, with a character outside the basic plane as its two halves:

  $ apply <<'J'
  > {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "json", "annotations": {"a": "\ud83d\ude00", "b": "yes"}},
  >  "spec": {"ports": [{"port": 8.0e1}]}}
  > J
  service/json created
  $ sluice get svc json -o yaml | grep -E '^    [ab]:|port:'
      a: "\U0001F600"
      b: "yes"
    - port: 80
