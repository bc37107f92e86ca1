using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Models.Scenarios;

/// <summary>CPU shares as ESXi takes them: a level or a number.</summary>
public static class CpuShares
{
    /// <summary>The most shares one may have.</summary>
    public const long Most = 1_000_000;

    /// <summary>vCPUs of the VM whose shares a resource pool of the same level has.</summary>
    public const int PoolWidth = 4;

    /// <summary>Names of the levels.</summary>
    public static ImmutableArray<string> Levels { get; } = ["low", "normal", "high"];

    /// <summary>Shares written as a level or a number.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="vcpus">vCPUs that a level counts for; a number stands for itself.</param>
    /// <param name="normal">Shares of one vCPU at level normal.</param>
    /// <returns>Shares; null when the text is neither a level nor a whole number from 1 to <see cref="Most"/>.</returns>
    public static long? Of(string text, int vcpus, int normal) => text switch
    {
        "low" => Math.Max(1, vcpus * (long)normal / 2),
        "normal" => vcpus * (long)normal,
        "high" => vcpus * (long)normal * 2,
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var shares) && shares is >= 1 and <= Most ? shares : null,
    };
}
