/* Field numbers of proto/mesogrid/v1/grid.proto. Made by `make contract` with nanopb's generator; not edited. */
#ifndef MESOGRID_CONTRACT_H
#define MESOGRID_CONTRACT_H

#define mesogrid_v1_GridKey_point_count_tag 1
#define mesogrid_v1_GridKey_crc32c_tag 2
#define mesogrid_v1_GridKey_revision_tag 3
#define mesogrid_v1_GridEnd_key_tag 1
#define mesogrid_v1_Points_x_um_tag 1
#define mesogrid_v1_Points_y_um_tag 2
#define mesogrid_v1_Points_volume_nl_tag 3
#define mesogrid_v1_Chunk_first_index_tag 1
#define mesogrid_v1_Chunk_points_tag 2
#define mesogrid_v1_Chunk_crc32c_tag 4
#define mesogrid_v1_Lattice_origin_x_tag 1
#define mesogrid_v1_Lattice_origin_y_tag 2
#define mesogrid_v1_Lattice_a_x_tag 3
#define mesogrid_v1_Lattice_a_y_tag 4
#define mesogrid_v1_Lattice_b_x_tag 5
#define mesogrid_v1_Lattice_b_y_tag 6
#define mesogrid_v1_StreamGridRequest_spec_tag 1
#define mesogrid_v1_StreamGridRequest_first_point_tag 3
#define mesogrid_v1_StreamGridRequest_chunk_points_tag 4
#define mesogrid_v1_StreamGridRequest_expect_tag 5
#define mesogrid_v1_Bounds_min_x_um_tag 1
#define mesogrid_v1_Bounds_min_y_um_tag 2
#define mesogrid_v1_Bounds_max_x_um_tag 3
#define mesogrid_v1_Bounds_max_y_um_tag 4
#define mesogrid_v1_GridHeader_key_tag 1
#define mesogrid_v1_GridHeader_total_volume_nl_tag 2
#define mesogrid_v1_GridHeader_residue_nl_tag 3
#define mesogrid_v1_GridHeader_depth_um_tag 4
#define mesogrid_v1_GridHeader_needle_angle_mdeg_tag 5
#define mesogrid_v1_GridHeader_bounds_tag 6
#define mesogrid_v1_GridHeader_lattice_tag 7
#define mesogrid_v1_GridHeader_refill_before_tag 8
#define mesogrid_v1_GridHeader_crc32c_tag 10
#define mesogrid_v1_StreamGridResponse_header_tag 1
#define mesogrid_v1_StreamGridResponse_report_tag 2
#define mesogrid_v1_StreamGridResponse_chunk_tag 3
#define mesogrid_v1_StreamGridResponse_end_tag 4

#endif
