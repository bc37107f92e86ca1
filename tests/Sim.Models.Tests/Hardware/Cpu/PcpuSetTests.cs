using CsCheck;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Tests.Hardware.Cpu;

public sealed class PcpuSetTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData("0-3,8", "0-3,8")]
    [InlineData(" 1 - 4 , ^2 ", "1,3-4")]
    [InlineData("^2,1-4", "1-4")]   // from left to right, as virBitmapParse does: 2 comes back
    [InlineData("5,4,4-6", "4-6")]
    [InlineData("62-66", "62-66")]
    [InlineData("7,^7", "")]
    public void A_list_is_read_from_left_to_right(string text, string shown) => Assert.Equal(shown, PcpuSet.Parse(text).ToString());

    [Theory]
    [InlineData("a", "'a' is neither a number nor a range")]
    [InlineData("1,,2", "'' is neither a number nor a range")]
    [InlineData("1-2-3", "'1-2-3' is neither a number nor a range")]
    [InlineData("-1", "'-1' is neither a number nor a range")]
    [InlineData("99999", "'99999' is neither a number nor a range")]
    [InlineData("4-2", "'4-2' runs backwards")]
    public void What_is_no_list_is_said(string text, string problem)
    {
        Assert.False(PcpuSet.TryParse(text, out _, out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void A_set_is_what_it_was_made_of_and_its_list_reads_back() => Gen.Int[0, 300].Array[0, 40].Sample(members =>
    {
        var set = new PcpuSet(members);
        Assert.Equal(members.Distinct().Order(), set.Members);
        Assert.Equal(set.Members.Count(), set.Count);
        for (var i = 0; i < 320; i++) Assert.Equal(members.Contains(i), set.Contains(i));
        if (set.Count > 0) Assert.Equal(set.ToString(), PcpuSet.Parse(set.ToString()).ToString());
    });

    [Fact]
    public void Idle_pcpus_are_found_inside_a_set_only() =>
        Gen.Select(Gen.Bool.Array[130], Gen.Bool.Array[130], Gen.Int[0, 129]).Sample((busy, allowed, start) =>
        {
            // 65 cores of two threads in one cache: from the start to the end, then from the beginning.
            var topology = new CoreTopology(new CpuParameters { Sockets = 1, CoresPerSocket = 65 });
            var idle = new IdlePcpus(topology);
            for (var i = 0; i < busy.Length; i++) idle.SetIdle(i, !busy[i]);
            var set = new PcpuSet(Enumerable.Range(0, 130).Where(i => allowed[i]));
            var order = Enumerable.Range(0, 130).Select(i => (start + i) % 130).Where(set.Contains).ToList();
            Assert.Equal(order.Where(i => !busy[i]).DefaultIfEmpty(-1).First(), idle.FindIdle(0, start, set));
            Assert.Equal(order.Where(i => !busy[i] && !busy[i ^ 1]).DefaultIfEmpty(-1).First(), idle.FindIdleCoreInCache(0, start, set));
        });
}
