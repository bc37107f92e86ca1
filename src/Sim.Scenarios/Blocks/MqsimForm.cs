using System.Globalization;
using Sim.Models.Hardware.Storage;

namespace Sim.Scenarios.Blocks;

/// <summary>MQSim's ASCII form: arrival in nanoseconds, device, first sector, sectors of 512 bytes, 0 for a write and 1 for a read.</summary>
/// <remarks>Source: MQSim's README (the shipped traces are in nanoseconds).</remarks>
internal sealed class MqsimForm : IBlockTraceForm
{
    public string Name => "MQSim's 'arrival device sector sectors type'";

    public bool TryRead(ReadOnlySpan<char> line, out RecordedRequest request)
    {
        request = default;
        Span<Range> fields = stackalloc Range[6];
        if (line.SplitAny(fields, [' ', '\t'], StringSplitOptions.RemoveEmptyEntries) != 5) return false;
        Span<long> numbers = stackalloc long[5];
        for (var i = 0; i < 5; i++)
        {
            if (!long.TryParse(line[fields[i]], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return false;
        }

        if (numbers[4] > 1 || numbers[3] > (1L << 40) || numbers[2] > (1L << 50)) return false;
        request = new RecordedRequest(numbers[0], numbers[4] == 1 ? IoOperation.Read : IoOperation.Write, numbers[3] * 512, numbers[2] * 512);
        return true;
    }

    public bool IsEnd(ReadOnlySpan<char> line) => false;
}
