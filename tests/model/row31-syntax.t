Row 31, what people mistype: each mistake is refused with file, line and column, in words of the one
who wrote the text. No board is needed to be told.

  $ . "$TESTDIR/lib.sh"
  $ check() { cat >svc.yaml; sluice validate --offline svc.yaml; }
  $ head=$'apiVersion: v1\nkind: Service\nmetadata:\n  name: kubia\nspec:'

The notes' own:

  $ check <<Y
  > apiVersion: v1
  > kin: Service
  > metadata: {name: kubia}
  > Y
  svc.yaml:2:1: error: unknown field "kin": did you mean "kind"?
  1 file checked, 1 error
  [3]
  $ check <<Y
  > apiVersion: vl
  > kind: Service
  > metadata: {name: kubia}
  > sepc:
  >   ports: [{port: 80}]
  > Y
  svc.yaml:1:13: error: apiVersion: "vl" is not known for kind Service: did you mean "v1"?
  svc.yaml:4:1: error: sepc: unknown field "sepc": did you mean "spec"?
  1 file checked, 2 errors
  [3]
  $ check <<Y
  > // my first Service
  > $head
  >   ports: [{port: 80}]
  > Y
  svc.yaml:1:1: error: '//' begins no comment in YAML: use '#'
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   type: NodePort // open to all
  >   ports: [{port: 80}]
  > Y
  svc.yaml:6:9: error: spec.type: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName, found "NodePort // open to all": '//' begins no comment, use '#'
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports:
  > $(printf '\t- port: 80')
  > Y
  svc.yaml:7:1: error: a tab in the indentation: YAML allows spaces alone there
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports:
  >     port: 80
  >     targetPort: 8080
  > Y
  svc.yaml:7:5: error: spec.ports: expected a list of maps, found a map: begin each item with '- '
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports:
  >   -port: 80
  > Y
  svc.yaml:7:3: error: spec.-port: unknown field "-port": a space is missing behind '-'
  1 file checked, 1 error
  [3]

Indentation:

  $ check <<Y
  > $head
  >   ports:
  >   - port: 80
  >   targetPort: 8080
  > Y
  svc.yaml:8:3: error: spec.targetPort: unknown field "targetPort" here: it belongs in an item of ports
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports:
  >   - port: 80
  >      targetPort: 8080
  > Y
  svc.yaml:8:6: error: indented deeper than line 7, which has a value already
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >  type: NodePort
  >   ports: [{port: 80}]
  > Y
  svc.yaml:7:3: error: indented deeper than line 6, which has a value already
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports: [{port: 80}]
  > selector:
  >   app: kubia
  > Y
  svc.yaml:7:1: error: selector: unknown field "selector" here: it belongs under spec
  1 file checked, 1 error
  [3]
  $ check <<Y
  > apiVersion: v1
  > kind: Service
  > metadata:
  > name: kubia
  > spec:
  >   ports: [{port: 80}]
  > Y
  svc.yaml:4:1: error: name: unknown field "name" here: it belongs under metadata
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  > $(printf '\xc2\xa0') ports: [{port: 80}]
  > Y
  svc.yaml:6:1: error: a no-break space stands here: YAML is indented by plain spaces
  svc.yaml:6:1: error: \xc2\xa0 ports: unknown field "\xc2\xa0 ports" (esc)
  1 file checked, 2 errors
  [3]

Colons:

  $ check <<Y
  > $head
  >   ports
  >   - port: 80
  > Y
  svc.yaml:6:3: error: a key without ':' behind it, or text that belongs in quotes
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   type NodePort
  >   ports: [{port: 80}]
  > Y
  svc.yaml:6:3: error: a key without ':' behind it, or text that belongs in quotes
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   type:NodePort
  >   ports: [{port: 80}]
  > Y
  svc.yaml:6:8: error: a space is missing behind ':'
  1 file checked, 1 error
  [3]
  $ check <<Y
  > apiVersion: v1
  > kind: Service
  > metadata:
  >   name:kubia
  > Y
  svc.yaml:1:1: error: spec: missing: expected a map. What the Service is to be: its ports, whom it selects, how it is reached.
  svc.yaml:4:3: error: metadata: expected a map, found the string "name:kubia": a space is missing behind ':'
  1 file checked, 2 errors
  [3]
  $ check <<Y
  > $head
  >   externalName: a: b
  > Y
  svc.yaml:6:18: error: ':' in a value: put the value in quotes
  1 file checked, 1 error
  [3]

Quotes and brackets:

  $ check <<Y
  > $head
  >   type: "NodePort
  >   ports: [{port: 80}]
  > Y
  svc.yaml:6:9: error: the quote that opens here is not closed
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports: [{port: 80}
  >   type: NodePort
  > Y
  svc.yaml:6:10: error: the '[' that opens here is not closed: ',' or ']' is expected at 7:3, before 't'
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports: [{port: 80]
  > Y
  svc.yaml:6:11: error: the '{' that opens here is not closed: ',' or '}' is expected at 6:20, before ']'
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports: [{port: 80}]]
  > Y
  svc.yaml:6:22: error: ']' closes nothing that is open
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   selector: {app: kubia
  >   ports: [{port: 80}]
  > Y
  svc.yaml:6:13: error: the '{' that opens here is not closed: ',' or '}' is expected at 7:8, before ':'
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   type: @NodePort
  > Y
  svc.yaml:6:9: error: a value cannot begin with '@': put it in quotes
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   type: “NodePort”
  > Y
  svc.yaml:6:9: error: spec.type: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName, found "\xe2\x80\x9cNodePort\xe2\x80\x9d": typographic quotes are text, use " or ' (esc)
  1 file checked, 1 error
  [3]
  $ check <<Y
  > $head
  >   ports: [{port: "80"}]
  >   publishNotReadyAddresses: "true"
  >   selector: {app: yes, tier: 1}
  > Y
  svc.yaml:6:18: error: spec.ports[0].port: expected an integer in 1-65535, found the string "80": write it without quotes
  svc.yaml:7:29: error: spec.publishNotReadyAddresses: expected true or false, found the string "true": write it without quotes
  svc.yaml:8:19: error: spec.selector[app]: expected a string, found a boolean (yes): put it in quotes
  svc.yaml:8:30: error: spec.selector[tier]: expected a string, found an integer (1): put it in quotes
  1 file checked, 4 errors
  [3]

What is no manifest:

  $ check <<'Y'
  > $ kubectl create -f kubia-svc.yaml
  > Y
  svc.yaml:1:1: error: expected a manifest: a map with apiVersion and kind, found the string "$ kubectl create -f kubia-svc.yaml"
  1 file checked, 1 error
  [3]
  $ check <<'Y'
  > {{- if .Values.service.enabled }}
  > apiVersion: v1
  > Y
  svc.yaml:1:1: error: '{{' is of a template: render it first, as with helm template
  1 file checked, 1 error
  [3]
  $ printf 'a: N\xf6de\n' | check
  svc.yaml:1:6: error: invalid trailing UTF-8 octet (byte 0x64): a text file in UTF-8 is expected
  1 file checked, 1 error
  [3]
  $ printf '\xff\xfea\0:\0' | check
  svc.yaml:1:1: error: invalid leading UTF-8 octet (byte 0xff): a text file in UTF-8 is expected
  1 file checked, 1 error
  [3]

What YAML has and manifests do not:

  $ check <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: &m {name: a}
  > spec: {selector: {<<: *m}, ports: [{port: 80}]}
  > Y
  svc.yaml:3:11: error: anchor &m: anchors are not allowed, write the value out
  svc.yaml:4:19: error: merge keys (<<) are not allowed, write the fields out
  svc.yaml:4:23: error: alias *m: aliases are not allowed, write the value out
  1 file checked, 3 errors
  [3]
  $ check <<Y
  > $head
  >   clusterIP: !!binary MTAuOTYuMC45
  >   ports: [{port: 80}]
  > Y
  svc.yaml:6:14: error: tag !!binary: tags are not allowed, write the value itself
  svc.yaml:6:14: error: spec.clusterIP: expected an IP address, None, or nothing, found "MTAuOTYuMC45"
  1 file checked, 2 errors
  [3]
  $ check <<Y
  > $head
  >   ports: [{port: 80, port: 81}]
  > metadata: {name: b}
  > Y
  svc.yaml:6:22: error: spec.ports[0].port: key "port" is here twice: first at line 6
  svc.yaml:7:1: error: metadata: key "metadata" is here twice: first at line 3
  1 file checked, 2 errors
  [3]

JSON:

  $ check <<'J'
  > {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"},
  >  "spec": {"ports": [{"port": 80},]}}
  > J
  svc.yaml:2:34: error: JSON: no ',' stands before ']'
  1 file checked, 1 error
  [3]
  $ check <<'J'
  > {"apiVersion": "v1"
  >  "kind": "Service"}
  > J
  svc.yaml:2:2: error: JSON: ',' or '}' expected, found '"'
  1 file checked, 1 error
  [3]
  $ check <<'J'
  > {"apiVersion": "v1", // the first
  >  "kind": "Service"}
  > J
  svc.yaml:1:22: error: JSON has no comments: a key in double quotes expected
  1 file checked, 1 error
  [3]
  $ check <<'J'
  > {"apiVersion": "v1", "kind": "Service", "metadata": {"name": 'a'}}
  > J
  svc.yaml:1:62: error: JSON: a value expected, found '''
  1 file checked, 1 error
  [3]
  $ check <<'J'
  > {"apiVersion": "v1", "kind": "Service"
  > J
  svc.yaml:2:1: error: JSON ends too early: ',' or '}' expected
  1 file checked, 1 error
  [3]
