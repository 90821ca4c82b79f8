package server_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mesogrid/mesogrid/server"
)

// authority is a CA for one test.
type authority struct {
	name string
	cert *x509.Certificate
	key  crypto.Signer
}

var serials atomic.Int64

// template is a certificate for "localhost" and for clients, valid for a day.
func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serials.Add(1)),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, c, parent *x509.Certificate, public crypto.PublicKey, by crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, by)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// newAuthority is a root, or below another authority if one is given.
func newAuthority(t *testing.T, name string, parent *authority, change ...func(*x509.Certificate)) *authority {
	t.Helper()
	c := template(name)
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage, c.ExtKeyUsage = true, true, x509.KeyUsageCertSign, nil
	for _, f := range change {
		f(c)
	}
	key := newKey(t)
	if parent == nil {
		parent = &authority{cert: c, key: key}
	}
	return &authority{name, sign(t, c, parent.cert, key.Public(), parent.key), key}
}

// issue makes a certificate and its key. The chain goes on with the authority if it is no root.
func (a *authority) issue(t *testing.T, name string, change ...func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	c := template(name)
	for _, f := range change {
		f(c)
	}
	key := newKey(t)
	leaf := sign(t, c, a.cert, key.Public(), a.key)
	chain := [][]byte{leaf.Raw}
	if a.cert.Issuer.CommonName != a.cert.Subject.CommonName {
		chain = append(chain, a.cert.Raw)
	}
	return tls.Certificate{Certificate: chain, PrivateKey: key, Leaf: leaf}
}

// selfSigned is a certificate of no CA.
func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	c, key := template("nobody"), newKey(t)
	leaf := sign(t, c, c, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}
}

// expiring sets the end of a certificate, in whole seconds from now.
func expiring(in time.Duration) func(*x509.Certificate) {
	return func(c *x509.Certificate) { c.NotAfter = time.Now().Add(in) }
}

var expired = expiring(-time.Minute)

func pool(of ...*authority) *x509.CertPool {
	p := x509.NewCertPool()
	for _, a := range of {
		p.AddCert(a.cert)
	}
	return p
}

func certPEM(ders ...[]byte) string {
	var text strings.Builder
	for _, der := range ders {
		text.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	return text.String()
}

func keyPEM(t *testing.T, c tls.Certificate) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// files is a TLS with names in a directory of the test, nothing written yet, that is looked at every 5 ms.
func files(t *testing.T, mutual bool) server.TLS {
	t.Helper()
	dir := t.TempDir()
	f := server.TLS{
		CertFile: filepath.Join(dir, "server.crt"), KeyFile: filepath.Join(dir, "server.key"), Reload: 5 * time.Millisecond,
	}
	if mutual {
		f.ClientCAFile = filepath.Join(dir, "clients.crt")
	}
	return f
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// put writes the CAs of clients, a key and its certificate in place, one after another, as the worst of tools would. Once
// the certificate is in use, so are the others.
func put(t *testing.T, f server.TLS, c tls.Certificate, clientCAs ...*authority) {
	t.Helper()
	if f.ClientCAFile != "" {
		var ders [][]byte
		for _, a := range clientCAs {
			ders = append(ders, a.cert.Raw)
		}
		write(t, f.ClientCAFile, certPEM(ders...))
	}
	write(t, f.KeyFile, keyPEM(t, c))
	write(t, f.CertFile, certPEM(c.Certificate...))
}
