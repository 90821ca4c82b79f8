module github.com/mesogrid/mesogrid/grid/peers

go 1.26.3

ignore ./node/node_modules

replace github.com/mesogrid/mesogrid => ../..

require (
	github.com/golang/geo v0.0.0-20260818125358-b200a1149890
	github.com/mesogrid/mesogrid v0.0.0
	github.com/paulmach/orb v0.14.0
	github.com/peterstace/simplefeatures v0.50.0
	github.com/uber/h3-go/v4 v4.1.0
	gonum.org/v1/gonum v0.17.0
)

require golang.org/x/sys v0.49.0 // indirect
