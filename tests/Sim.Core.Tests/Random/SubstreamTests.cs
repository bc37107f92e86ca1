using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Random;

namespace Sim.Core.Tests.Random;

public sealed class SubstreamTests
{
    [Fact]
    public void A_stream_is_the_published_generator()
    {
        var (stream, reference) = (new RngStream(9, 4, "vm1/disk0"), new ReferenceXoshiro(9, 4, "vm1/disk0"));
        for (var i = 0; i < 1_000; i++) Assert.Equal(reference.Next(), stream.NextBits());
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(63UL)]
    [InlineData(255UL)]
    [InlineData(256UL)]
    [InlineData(257UL)]
    [InlineData(12_345UL)]
    public void Skipping_is_stepping(ulong draws)
    {
        var (skipped, stepped) = (new RngStream(9, 4, "x"), new RngStream(9, 4, "x"));
        skipped.Skip(draws);
        for (var i = 0UL; i < draws; i++) stepped.NextBits();
        Assert.Equal(0, skipped.Drawn);
        for (var i = 0; i < 10; i++) Assert.Equal(stepped.NextBits(), skipped.NextBits());
    }

    [Fact]
    public void Skipping_twice_is_skipping_the_sum() => Gen.Select(Gen.ULong[0, ulong.MaxValue / 2], Gen.ULong[0, ulong.MaxValue / 2]).Sample(
        (first, second) =>
        {
            var (twice, once) = (new RngStream(1, 0, "x"), new RngStream(1, 0, "x"));
            twice.Skip(first);
            twice.Skip(second);
            once.Skip(first + second);
            return twice.NextBits() == once.NextBits();
        },
        iter: 20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    public void A_substream_starts_where_the_published_jump_leads(int substream)
    {
        var reference = new ReferenceXoshiro(9, 4, "x");
        for (var i = 0; i < substream; i++) reference.Jump();
        var stream = new RngStream(9, 4, "x", substream);
        for (var i = 0; i < 100; i++) Assert.Equal(reference.Next(), stream.NextBits());
    }

    [Fact]
    public void Substreams_share_no_draw_and_are_uncorrelated()
    {
        // 300,000 values of 64 bits hold an equal pair by chance once in 4e8 trials.
        var streams = Enumerable.Range(0, 3).Select(substream => new RngStream(1, 0, "x", substream)).ToArray();
        var seen = new HashSet<ulong>();
        foreach (var stream in streams)
        {
            for (var i = 0; i < 100_000; i++) Assert.True(seen.Add(stream.NextBits()));
        }

        var sum = 0.0;
        for (var i = 0; i < 100_000; i++) sum += (streams[0].NextUniform() - 0.5) * (streams[1].NextUniform() - 0.5);
        Assert.InRange(12 * sum / 100_000, -4 / Math.Sqrt(100_000), 4 / Math.Sqrt(100_000));
    }

    [Fact]
    public void Streams_and_substreams_of_a_replication_are_remembered_by_name()
    {
        var streams = new RngStreams(5, 2);
        var alone = new RngStreams(5, 2).Get("vm1");
        Assert.Same(streams.Get("vm1", 2), streams.Get("vm1", 2));
        Assert.Same(streams.Get("vm1"), streams.Get("vm1", 0));
        Assert.NotSame(streams.Get("vm1"), streams.Get("vm1", 2));
        Assert.Equal(["vm1", "vm1#2"], streams.All.Keys);
        Assert.Equal(alone.NextBits(), streams.Get("vm1").NextBits());      // having substreams moves nobody
        Assert.Equal(new RngStream(5, 2, "vm1", 2).NextBits(), streams.Get("vm1", 2).NextBits());
        Assert.Throws<SimulationFault>(() => streams.Get("vm1#7"));
        Assert.Throws<SimulationFault>(() => streams.Get("vm1", -1));
    }
}
