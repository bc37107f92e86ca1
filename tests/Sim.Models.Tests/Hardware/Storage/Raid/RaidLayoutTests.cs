using CsCheck;
using Sim.Models.Hardware.Storage.Raid;

namespace Sim.Models.Tests.Hardware.Storage.Raid;

public sealed class RaidLayoutTests
{
    private const int Chunk = 64 * 1024;
    private const int Block = 4096;

    // Table of network-and-storage 3.5: small write = k reads, then m writes; usable share.
    [Theory]
    [InlineData(RaidLevel.None, 3, 0, 1, 3)]
    [InlineData(RaidLevel.Raid0, 3, 0, 1, 3)]
    [InlineData(RaidLevel.Raid1, 2, 0, 2, 1)]
    [InlineData(RaidLevel.Raid10, 4, 0, 2, 2)]
    [InlineData(RaidLevel.Raid10, 3, 0, 2, 1.5)]
    [InlineData(RaidLevel.Raid5, 5, 2, 2, 4)]
    [InlineData(RaidLevel.Raid6, 8, 3, 3, 6)]
    // Three drives: reading the one block that is not touched is one read, the block itself and its parity are two.
    [InlineData(RaidLevel.Raid5, 3, 1, 2, 2)]
    public void A_small_write_costs_its_penalty(RaidLevel level, int drives, int reads, int writes, double usable)
    {
        var layout = Layout(level, drives);
        layout.PlanReads(isWrite: true, 20 * Block, Block);
        Assert.Equal(reads, layout.Count);
        layout.PlanWrites(20 * Block, Block);
        Assert.Equal(writes, layout.Count);
        Assert.Equal(usable * 1000 * Chunk, layout.Bytes);
        Assert.Equal(usable / drives, RaidRules.UsableShare(level, drives), 1e-12);
    }

    [Theory]
    [InlineData(RaidLevel.Raid5, 5, 4)]
    [InlineData(RaidLevel.Raid6, 6, 4)]
    public void A_full_stripe_is_written_without_reading(RaidLevel level, int drives, int data)
    {
        var layout = Layout(level, drives);
        layout.PlanReads(isWrite: true, data * Chunk * 3L, data * Chunk);
        Assert.Equal((0, 1), (layout.Count, layout.ParityRows));
        layout.PlanWrites(data * Chunk * 3L, data * Chunk);
        Assert.Equal(Enumerable.Range(0, drives), Pieces(layout).Select(piece => piece.Drive).Order());
        Assert.All(Pieces(layout), piece => Assert.Equal((3L * Chunk, Chunk), (piece.Offset, piece.Bytes)));
    }

    [Fact]
    public void A_write_of_most_of_a_stripe_reads_the_rest_instead_of_what_it_replaces()
    {
        // Three of four chunks: three old ones and parity are four reads, the fourth chunk is one.
        var layout = Layout(RaidLevel.Raid5, 5);
        layout.PlanReads(isWrite: true, 0, 3 * Chunk);
        Assert.Equal(1, layout.Count);
        layout.PlanWrites(0, 3 * Chunk);
        Assert.Equal(4, layout.Count);
    }

    // Every block has a place of its own, copies lie on different drives, and no data lies where parity is written.
    [Fact]
    public void Places_are_unique() =>
        Gen.Select(Gen.Enum<RaidLevel>().Where(level => level != RaidLevel.Auto), Gen.Int[4, 9], Gen.Int[1, 4]).Sample((level, drives, blocks) =>
        {
            var layout = new RaidLayout(new RaidParameters { Level = level, Stripe = blocks * Block }, drives, 6L * blocks * Block);
            var taken = new HashSet<(int, long)>();
            var parity = new HashSet<(int, long)>();
            for (long offset = 0; offset < layout.Bytes; offset += Block)
            {
                layout.PlanReads(isWrite: false, offset, Block);
                Assert.Equal(1, layout.Count);
                var read = (layout[0].Drive, layout[0].Offset);
                layout.PlanWrites(offset, Block);
                var pieces = Pieces(layout);
                Assert.Equal(pieces.Length, pieces.Select(piece => piece.Drive).Distinct().Count());
                Assert.Contains(read, pieces.Select(piece => (piece.Drive, piece.Offset)));
                foreach (var piece in pieces)
                {
                    if (RaidRules.HasParity(level) && (piece.Drive, piece.Offset) != read) parity.Add((piece.Drive, piece.Offset));
                    else Assert.True(taken.Add((piece.Drive, piece.Offset)), $"{level}, {drives} drives: {piece} holds two blocks");
                    Assert.InRange(piece.Offset, 0, (6L * blocks * Block) - Block);
                }
            }

            Assert.Empty(taken.Intersect(parity));
        });

    [Fact]
    public void What_a_failed_drive_held_is_computed_from_all_others()
    {
        var layout = Layout(RaidLevel.Raid5, 5, degraded: 1);
        var (lost, computed) = (0, 0);
        for (var chunk = 0; chunk < 20; chunk++)
        {
            layout.PlanReads(isWrite: false, (long)chunk * Chunk, Block);
            Assert.DoesNotContain(Pieces(layout), piece => piece.Drive == 0);
            if (layout.Count == 1) continue;
            lost++;
            Assert.Equal([1, 2, 3, 4], Pieces(layout).Select(piece => piece.Drive).Order());
            if (layout.ParityBytes == Block) computed++;
        }

        // Drive 0 holds one of five chunks of a row, parity in one row of five: 4 data chunks of 20.
        Assert.Equal((4, 4), (lost, computed));
    }

    // Drive 0 of 5 has failed. In row 0 it holds data chunk 0 (parity is on drive 4); in row 4 it holds parity.
    [Theory]
    [InlineData(0, 0, 3, 1)] // the lost chunk: read the three others, write parity alone
    [InlineData(0, 1, 2, 2)] // another chunk: as if nothing had failed, for the lost one cannot be read
    [InlineData(4, 1, 0, 1)] // parity lost: write the data alone
    public void Writes_of_a_degraded_array(int row, int chunk, int reads, int writes)
    {
        var layout = Layout(RaidLevel.Raid5, 5, degraded: 1);
        var offset = ((row * 4L) + chunk) * Chunk;
        layout.PlanReads(isWrite: true, offset, Block);
        Assert.Equal(reads, layout.Count);
        layout.PlanWrites(offset, Block);
        Assert.Equal(writes, layout.Count);
        Assert.DoesNotContain(Pieces(layout), piece => piece.Drive == 0);
    }

    [Fact]
    public void No_plan_asks_a_failed_drive() =>
        Gen.Select(Gen.Enum<RaidLevel>().Where(level => RaidRules.Tolerates(level, 4) > 0), Gen.Int[4, 7], Gen.Int[1, 2], Gen.Int[0, 400], Gen.Int[1, 200])
            .Sample((level, drives, degraded, start, length) =>
            {
                degraded = Math.Min(degraded, RaidRules.Tolerates(level, drives));
                var layout = Layout(level, drives, degraded);
                foreach (var isWrite in new[] { false, true })
                {
                    layout.PlanReads(isWrite, (long)start * Block, length * Block);
                    Assert.All(Pieces(layout), piece => Assert.InRange(piece.Drive, degraded, drives - 1));
                }

                layout.PlanWrites((long)start * Block, length * Block);
                Assert.NotEmpty(Pieces(layout));
                Assert.All(Pieces(layout), piece => Assert.InRange(piece.Drive, degraded, drives - 1));
            });

    [Theory]
    [InlineData(RaidLevel.Raid1, 2, 1)]
    [InlineData(RaidLevel.Raid10, 4, 1)]
    [InlineData(RaidLevel.Raid10, 5, 1)]
    [InlineData(RaidLevel.Raid5, 5, 4)]
    [InlineData(RaidLevel.Raid6, 6, 4)]
    public void Rebuilding_a_chunk_reads_a_copy_or_the_row(RaidLevel level, int drives, int reads)
    {
        var layout = Layout(level, drives, degraded: 1);
        for (var row = 0; row < 12; row++)
        {
            layout.PlanRebuild(row, drive: 0);
            Assert.Equal(reads, layout.Count);
            Assert.DoesNotContain(Pieces(layout), piece => piece.Drive == 0);
        }
    }

    private static RaidLayout Layout(RaidLevel level, int drives, int degraded = 0) =>
        new(new RaidParameters { Level = level, Stripe = Chunk, Degraded = degraded }, drives, 1000L * Chunk);

    private static RaidPiece[] Pieces(RaidLayout layout) => [.. Enumerable.Range(0, layout.Count).Select(i => layout[i])];
}
