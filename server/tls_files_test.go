package server_test

import (
	"crypto/x509"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mesogrid/mesogrid/server"
)

// fault is something wrong with the files, and how an error says so.
type fault struct {
	name  string
	spoil func(*testing.T, server.TLS)
	want  []string
}

// fileFaults are made in files that were in order, for certificates of this CA.
func fileFaults(t *testing.T, ca *authority) []fault {
	good, below := ca.issue(t, "server"), newAuthority(t, "CA below", ca)
	whole := certPEM(good.Certificate...)
	chain := certPEM(below.issue(t, "server").Certificate...)
	remove := func(path func(server.TLS) string) func(*testing.T, server.TLS) {
		return func(t *testing.T, f server.TLS) {
			if err := os.Remove(path(f)); err != nil {
				t.Fatal(err)
			}
		}
	}
	certFile := func(f server.TLS) string { return f.CertFile }
	keyFile := func(f server.TLS) string { return f.KeyFile }
	caFile := func(f server.TLS) string { return f.ClientCAFile }
	with := func(path func(server.TLS) string, text string) func(*testing.T, server.TLS) {
		return func(t *testing.T, f server.TLS) { write(t, path(f), text) }
	}
	pair := func(change func(*x509.Certificate)) func(*testing.T, server.TLS) {
		return func(t *testing.T, f server.TLS) { put(t, f, ca.issue(t, "server", change), ca) }
	}
	old := newAuthority(t, "old CA", nil, expired)
	return []fault{
		{"no certificate file", remove(certFile), []string{"certificate file: open ", "server.crt", "no such file"}},
		{"no key file", remove(keyFile), []string{"key file: open ", "server.key", "no such file"}},
		{"no client CA file", remove(caFile), []string{"client CA file: open ", "clients.crt", "no such file"}},
		{"empty certificate", with(certFile, ""),
			[]string{"certificate file ", "server.crt: holds no certificate in PEM, in 0 bytes"}},
		{"garbage certificate", with(certFile, "garbage"),
			[]string{"certificate file ", "server.crt: holds no certificate in PEM, in 7 bytes"}},
		{"DER certificate", with(certFile, string(good.Certificate[0])), []string{"server.crt: holds no certificate in PEM"}},
		{"half a certificate", with(certFile, whole[:len(whole)/2]),
			[]string{"server.crt: has 1 PEM blocks, of which 0 can be read"}},
		{"a chain cut in its second certificate", with(certFile, chain[:len(chain)-100]),
			[]string{"server.crt: has 2 PEM blocks, of which 1 can be read"}},
		{"not a certificate inside", with(certFile, certPEM([]byte("nothing"))),
			[]string{"server.crt: PEM block 1 is not a certificate: x509:"}},
		{"request in place of a certificate", with(certFile, strings.ReplaceAll(whole, "CERTIFICATE", "CERTIFICATE REQUEST")),
			[]string{`server.crt: PEM block 1 is "CERTIFICATE REQUEST"; use CERTIFICATE`}},
		{"garbage key", with(keyFile, "garbage"),
			[]string{"key file ", "server.key, for certificate file ", "failed to find any PEM data in key input"}},
		{"half a key", with(keyFile, keyPEM(t, good)[:100]),
			[]string{"key file ", "server.key", "failed to find any PEM data in key input"}},
		{"key of another", with(keyFile, keyPEM(t, good)),
			[]string{"key file ", "server.key", "private key does not match public key"}},
		{"certificate of another", with(certFile, whole),
			[]string{"server.key, for certificate file ", "server.crt: tls: private key does not match public key"}},
		{"expired", pair(expired), []string{"certificate file ", "server.crt: expired on 20", "; renew it"}},
		{"not valid yet", pair(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }),
			[]string{"server.crt: is not valid before 20"}},
		{"garbage CA", with(caFile, "garbage"), []string{"client CA file ", "clients.crt: holds no certificate in PEM"}},
		{"a CA cut short after a whole one", with(caFile, certPEM(ca.cert.Raw)+certPEM(old.cert.Raw)[:200]),
			[]string{"clients.crt: has 2 PEM blocks, of which 1 can be read"}},
		{"a CA damaged before a whole one", with(caFile, strings.Replace(certPEM(old.cert.Raw), "MII", "M!I", 1)+certPEM(ca.cert.Raw)),
			[]string{"clients.crt: has 2 PEM blocks, of which 1 can be read"}},
		{"a client's certificate among CAs", with(caFile, certPEM(ca.cert.Raw, good.Certificate[0])),
			[]string{`clients.crt: certificate 2, of "CN=server", is not of a CA`}},
		{"no CA is valid", with(caFile, certPEM(old.cert.Raw)),
			[]string{"clients.crt: no CA is valid now; the last one expired on 20"}},
	}
}

func TestLoadRefuses(t *testing.T) {
	ca := newAuthority(t, "CA", nil)
	for _, fault := range fileFaults(t, ca) {
		t.Run(fault.name, func(t *testing.T) {
			f := files(t, true)
			cert := ca.issue(t, "server")
			put(t, f, cert, ca)
			fault.spoil(t, f)
			c, err := f.Load(quiet)
			if err == nil {
				c.Close()
				t.Fatal("Load: takes it, want an error")
			}
			for _, want := range fault.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Load: %v, want %q in it", err, want)
				}
			}
			key := strings.Split(keyPEM(t, cert), "\n")[1]
			if strings.Contains(err.Error(), key) {
				t.Errorf("Load: %v, with the key", err)
			}
		})
	}
	for _, test := range []struct {
		files server.TLS
		want  string
	}{
		{server.TLS{}, "certificate file: is missing; name one"},
		{server.TLS{KeyFile: "k"}, "certificate file: is missing; name one"},
		{server.TLS{CertFile: "c", ClientCAFile: "a"}, "key file: is missing; name one"},
	} {
		if _, err := test.files.Load(quiet); err == nil || err.Error() != test.want {
			t.Errorf("%+v: %v, want %s", test.files, err, test.want)
		}
	}
}

// What is usual in the files of authorities and clients is taken.
func TestLoadTakes(t *testing.T) {
	ca, old := newAuthority(t, "CA", nil), newAuthority(t, "old CA", nil, expired)
	cert := ca.issue(t, "server", func(c *x509.Certificate) { c.SerialNumber = big.NewInt(0xabc123) })
	one := "the server:\n" + certPEM(cert.Certificate...) + "its key:\n" + keyPEM(t, cert)
	f := files(t, true)
	f.KeyFile = filepath.Join(filepath.Dir(f.CertFile), "other", "key") // not beside the certificate
	if err := os.Mkdir(filepath.Dir(f.KeyFile), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, f, cert, old, ca) // one that has expired beside one that is valid
	write(t, f.CertFile, one)
	lines, log := logged()
	c := load(t, f, log)
	if got, want := c.NotAfter(), cert.Leaf.NotAfter; !got.Equal(want) {
		t.Errorf("NotAfter: %v, want %v", got, want)
	}
	if err := c.Err(); err != nil {
		t.Errorf("Err: %v, want nil", err)
	}
	line := lines.find(t, "certificate in use")
	for _, want := range []string{"serial=abc123", "client_cas=2", "not_after=20"} {
		if !strings.Contains(line, want) {
			t.Errorf("log %q, want %s in it", line, want)
		}
	}
}
