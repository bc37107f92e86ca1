namespace Sim.Core.Random.Distributions;

/// <summary>Finds the cell of a cumulated distribution that a uniform falls into, in constant expected time and monotone in the uniform.</summary>
/// <remarks>Source: Chen and Asau, "On generating random variates from an empirical distribution", AIIE Transactions 6(2), 1974.</remarks>
internal sealed class GuideTable
{
    private readonly double[] _cumulated;
    private readonly int[] _guide;

    /// <summary>A table of as many guides as cells.</summary>
    /// <param name="cumulated">Cumulated probabilities; the last is 1. Owned by the table from now on.</param>
    public GuideTable(double[] cumulated)
    {
        _cumulated = cumulated;
        _guide = new int[cumulated.Length];
        for (int i = 0, cell = 0; i < _guide.Length; i++)
        {
            while (_cumulated[cell] <= i / (double)_guide.Length) cell++;
            _guide[i] = cell;
        }
    }

    /// <summary>The first cell whose cumulated probability is above a uniform.</summary>
    /// <param name="uniform">In [0, 1).</param>
    public int CellOf(double uniform)
    {
        // The product may round up to the next guide, so a step back may be due; a cell of no probability is never stopped at.
        var cell = _guide[Math.Min((int)(uniform * _guide.Length), _guide.Length - 1)];
        while (cell > 0 && _cumulated[cell - 1] > uniform) cell--;
        while (_cumulated[cell] <= uniform) cell++;
        return cell;
    }

    /// <summary>Cumulated probability below a cell.</summary>
    public double Below(int cell) => cell == 0 ? 0 : _cumulated[cell - 1];

    /// <summary>Probability of a cell.</summary>
    public double Weight(int cell) => _cumulated[cell] - Below(cell);
}
