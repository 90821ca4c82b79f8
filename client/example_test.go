package client_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/mesogrid/mesogrid/client"
	pb "github.com/mesogrid/mesogrid/proto/mesogrid/v1"
	"github.com/mesogrid/mesogrid/server"
)

// A strip of 100 x 50 mm gets a square grid of 10 mm, 0.2 mL a point of a liquid with 10 mg/mL.
func plan() *pb.GridSpec {
	return &pb.GridSpec{
		Area: &pb.GridSpec_Outline{Outline: &pb.Outline{Polygons: []*pb.Polygon{{
			Shell: &pb.Ring{XUm: []int32{0, 100_000, 100_000, 0}, YUm: []int32{0, 0, 50_000, 50_000}},
		}}}},
		Pattern:   pb.Pattern_PATTERN_SQUARE,
		SpacingUm: 10_000,
		Dosing: &pb.Dosing{
			Rule: &pb.Dosing_PointNl{PointNl: 200_000},
			Mixture: []*pb.Ingredient{
				{Name: "deoxycholic acid", Unit: "mg", AmountMicro: 10_000_000, InNl: 1_000_000},
			},
		},
	}
}

// ask needs the address of a service only.
func ask(addr string) error {
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	answer, err := client.New(conn).GenerateGrid(context.Background(), &pb.GenerateGridRequest{Spec: plan()})
	if err != nil {
		return err // a refusal says which field is at fault and what to change
	}
	key, dose := answer.GetHeader().GetKey(), answer.GetReport().GetDoses()[0]
	fmt.Printf("%d points, %d nL\n", key.GetPointCount(), answer.GetHeader().GetTotalVolumeNl())
	fmt.Printf("%s: %g %s in all, %g %s/cm2\n",
		dose.GetName(), dose.GetTotal(), dose.GetUnit(), dose.GetLatticePerCm2(), dose.GetUnit())
	fmt.Printf("first at (%d, %d) um\n", answer.GetPoints().GetXUm()[0], answer.GetPoints().GetYUm()[0])
	return nil
}

func Example() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	service := server.NewGRPC(server.DefaultConfig(), slog.New(slog.DiscardHandler))
	go service.Serve(listener)
	if err := ask(listener.Addr().String()); err != nil {
		fmt.Println(err)
	}
	service.Stop()
	// Output:
	// 50 points, 10000000 nL
	// deoxycholic acid: 100 mg in all, 2 mg/cm2
	// first at (5000, 5000) um
}
