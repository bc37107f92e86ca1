using System.Globalization;
using Sim.Models.Hardware.Storage;

namespace Sim.Scenarios.Blocks;

/// <summary>MSR Cambridge's CSV: time in 100 ns since 1601, host, disk, Read or Write, offset, bytes, response time.</summary>
/// <remarks>Source: SNIA IOTTA, MSR Cambridge traces, README.</remarks>
internal sealed class MsrForm : IBlockTraceForm
{
    public string Name => "MSR Cambridge's 'time,host,disk,Read|Write,offset,bytes,response'";

    public bool TryRead(ReadOnlySpan<char> line, out RecordedRequest request)
    {
        request = default;
        Span<Range> fields = stackalloc Range[8];
        if (line.Split(fields, ',', StringSplitOptions.TrimEntries) != 7) return false;
        // 92 years of 100 ns from 1601 fit into nanoseconds only as a difference; a shift keeps every date until 2900 in range.
        const long Shift = 116_444_736_000_000_000;
        var kind = line[fields[3]];
        var isRead = kind.Equals("Read", StringComparison.OrdinalIgnoreCase);
        if (!isRead && !kind.Equals("Write", StringComparison.OrdinalIgnoreCase)) return false;
        if (!long.TryParse(line[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var time) || time - Shift is < 0 or > long.MaxValue / 100) return false;
        if (!long.TryParse(line[fields[4]], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return false;
        if (!long.TryParse(line[fields[5]], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)) return false;
        request = new RecordedRequest((time - Shift) * 100, isRead ? IoOperation.Read : IoOperation.Write, bytes, offset);
        return true;
    }

    public bool IsEnd(ReadOnlySpan<char> line) => false;
}
