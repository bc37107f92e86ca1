namespace Sim.Experiments.Tests.Analysis.Coverage;

/// <summary>What became of many independent intervals of one method for one exactly known number.</summary>
internal sealed record CoverageRow(string Method, string System, string Metric, string Size, double Exact)
{
    private readonly Lock _gate = new();
    private double _halfWidths;

    public int Established { get; private set; }

    public int Covered { get; private set; }

    /// <summary>Intervals wholly below the exact value.</summary>
    public int TooLow { get; private set; }

    public int Refused { get; private set; }

    public double Coverage => (double)Covered / Established;

    public double RelativeHalfWidth => _halfWidths / Established / Exact;

    public void Add(double? low, double? high)
    {
        lock (_gate)
        {
            if (low is not { } from || high is not { } to)
            {
                Refused++;
                return;
            }

            Established++;
            if (from <= Exact && Exact <= to) Covered++;
            if (to < Exact) TooLow++;
            _halfWidths += (to - from) / 2;
        }
    }
}
