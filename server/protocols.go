package server

import mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"

// Protocols are the protocols that requests may name.
type Protocols struct{}

// BuiltInProtocols are those that this program brings along.
func BuiltInProtocols() *Protocols { return new(Protocols) }

func (p *Protocols) named(name string) (*mesogridv1.Protocol, bool) { return nil, false }
