using CsCheck;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Tests.Hypervisor.Io;

public sealed class CacheIndexTests
{
    private const int Block = 65536;

    [Fact]
    public void The_least_recently_used_block_goes()
    {
        var index = new CacheIndex(3 * Block, Block);
        foreach (var block in (int[])[0, 1, 2]) index.Fill((long)block * Block, Block);
        Assert.True(index.Covers(0, Block));
        index.Fill(3L * Block, Block);
        Assert.False(index.Covers(Block, 4096));
        Assert.True(index.Covers(0, 4096) && index.Covers(2L * Block, 4096) && index.Covers(3L * Block, 4096));
        Assert.Equal(3, index.Blocks);
    }

    [Fact]
    public void Only_parts_that_were_filled_whole_are_held()
    {
        var index = new CacheIndex(4 * Block, Block);
        index.Fill(4096 + 512, 8192);
        // 4608 to 12800: one whole part of 4 KiB, from 8192 to 12288.
        Assert.True(index.Covers(8192, 4096) && index.Covers(9000, 100));
        Assert.False(index.Covers(4608, 512) || index.Covers(12288, 512) || index.Covers(8192, 8192));
        // Across two blocks.
        index.Fill(Block - 4096, 8192);
        Assert.True(index.Covers(Block - 4096, 8192));
    }

    [Fact]
    public void What_waits_to_be_written_is_never_dropped_and_leaves_in_its_order()
    {
        var index = new CacheIndex(4 * Block, Block);
        Assert.True(index.Take(0, 4096, most: 2) && index.Take(Block + 8192, 4096, most: 2));
        // A third is too much; more of the first is not.
        Assert.False(index.Take(2L * Block, 4096, most: 2));
        Assert.True(index.Take(12288, 4096, most: 2));
        for (var block = 4; block < 10; block++) index.Fill((long)block * Block, Block);
        Assert.True(index.Covers(0, 4096) && index.Covers(Block + 8192, 4096));
        Assert.Equal((4, 2), (index.Blocks, index.Dirty));

        // The first to become dirty, from its first dirty part to its last.
        Assert.True(index.TryTakeDirty(out var slot, out var offset, out var bytes));
        Assert.Equal((0L, 16384), (offset, bytes));
        // Written again on its way: it waits once more.
        Assert.True(index.Take(0, 4096, most: 2));
        index.Written(slot);
        Assert.Equal(2, index.Dirty);
        Assert.True(index.TryTakeDirty(out var other, out offset, out _));
        Assert.Equal(Block + 8192, offset);
        index.Written(other);
        Assert.True(index.TryTakeDirty(out slot, out offset, out bytes));
        Assert.Equal((0L, 4096), (offset, bytes));
        index.Written(slot);
        Assert.Equal(0, index.Dirty);
        Assert.False(index.TryTakeDirty(out _, out _, out _));
    }

    [Fact]
    public void A_write_whose_ends_are_not_held_is_not_taken()
    {
        var index = new CacheIndex(8 * Block, Block);
        Assert.False(index.Take(512, 4096, most: 8));
        index.Fill(0, 8192);
        Assert.True(index.Take(512, 4096, most: 8));
    }

    [Fact]
    public void It_does_what_a_plain_list_does()
    {
        // Blocks of one part, so that the plain list needs no parts: most recent first, dirty ones apart.
        var operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 11], Gen.Int[1, 3]);
        operation.List[1, 200].Sample(operations =>
        {
            const int Capacity = 8;
            const int Most = 4;
            var index = new CacheIndex(Capacity * 4096L, 4096);
            var clean = new List<long>();
            var dirty = new List<long>();
            foreach (var (kind, first, count) in operations)
            {
                var blocks = Enumerable.Range(first, count).Select(block => (long)block).ToList();
                switch (kind)
                {
                    case 0:
                        var all = blocks.TrueForAll(block => clean.Contains(block) || dirty.Contains(block));
                        Assert.Equal(all, index.Covers(first * 4096L, count * 4096));
                        if (all) blocks.ForEach(Use);
                        break;
                    case 1:
                        index.Fill(first * 4096L, count * 4096);
                        foreach (var block in blocks)
                        {
                            if (!dirty.Contains(block) && !clean.Contains(block) && clean.Count + dirty.Count == Capacity)
                            {
                                if (clean.Count == 0) continue;
                                clean.RemoveAt(clean.Count - 1);
                            }

                            Use(block);
                        }

                        break;
                    case 2:
                        foreach (var block in blocks.Where(clean.Contains)) Use(block);
                        var fresh = blocks.Where(block => !dirty.Contains(block)).ToList();
                        var fits = fresh.Count == 0 || dirty.Count + fresh.Count <= Most;
                        Assert.Equal(fits, index.Take(first * 4096L, count * 4096, Most));
                        if (!fits) break;
                        foreach (var block in fresh)
                        {
                            if (!clean.Remove(block) && clean.Count + dirty.Count == Capacity) clean.RemoveAt(clean.Count - 1);
                            dirty.Add(block);
                        }

                        break;
                    default:
                        Assert.Equal(dirty.Count > 0, index.TryTakeDirty(out var slot, out var offset, out _));
                        if (dirty.Count == 0) break;
                        Assert.Equal(dirty[0] * 4096, offset);
                        index.Written(slot);
                        clean.Insert(0, dirty[0]);
                        dirty.RemoveAt(0);
                        break;
                }

                Assert.Equal((clean.Count + dirty.Count, dirty.Count), ((int)index.Blocks, (int)index.Dirty));
            }

            void Use(long block)
            {
                if (dirty.Contains(block)) return;
                clean.Remove(block);
                clean.Insert(0, block);
            }
        });
    }
}
