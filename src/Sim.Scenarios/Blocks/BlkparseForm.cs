using System.Globalization;
using Sim.Models.Hardware.Storage;

namespace Sim.Scenarios.Blocks;

/// <summary>blkparse's default text: <c>major,minor cpu sequence seconds pid action rwbs sector + sectors [command]</c>. Taken are requests as they were queued (action Q).</summary>
/// <remarks>Source: blkparse(1), default output; rwbs letters from blktrace's documentation: R, W, D (discard), F (flush) before W, N (none).</remarks>
internal sealed class BlkparseForm : IBlockTraceForm
{
    public string Name => "blkparse's 'major,minor cpu sequence seconds pid action rwbs sector + sectors [command]'";

    public bool TryRead(ReadOnlySpan<char> line, out RecordedRequest request)
    {
        request = default;
        Span<Range> fields = stackalloc Range[11];
        var count = line.SplitAny(fields, [' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (count < 7 || !line[fields[0]].Contains(',')) return false;
        if (!uint.TryParse(line[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out _) || !ulong.TryParse(line[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out _)) return false;
        if (!decimal.TryParse(line[fields[3]], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 1_000_000_000) return false;
        var time = (long)(seconds * 1_000_000_000);
        request = new RecordedRequest(time, null, 0);
        if (line[fields[5]] is not "Q") return true;
        var rwbs = line[fields[6]];
        var (bytes, offset) = (0L, IoCommand.Anywhere);
        if (count > 9 && line[fields[8]] is "+")
        {
            if (!long.TryParse(line[fields[9]].TrimEnd('['), NumberStyles.None, CultureInfo.InvariantCulture, out var sectors) || sectors > (1L << 40)) return false;
            if (!long.TryParse(line[fields[7]], NumberStyles.None, CultureInfo.InvariantCulture, out var sector) || sector > (1L << 50)) return false;
            (bytes, offset) = (sectors * 512, sector * 512);
        }

        // A flush without data has no '+ sectors'; discards and notes are nothing that a drive reads or writes.
        IoOperation? operation = rwbs.Contains('D') || rwbs.Contains('N') ? null
            : bytes == 0 ? rwbs.Contains('F') ? IoOperation.Flush : null
            : rwbs.Contains('R') ? IoOperation.Read
            : rwbs.Contains('W') ? IoOperation.Write
            : null;
        request = new RecordedRequest(time, operation, bytes, offset);
        return true;
    }

    public bool IsEnd(ReadOnlySpan<char> line) => line.StartsWith("CPU") || line.StartsWith("Total (");
}
