using OxyPlot.Axes;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Logarithmic axis with labels at 1, 2, 5 within a decade when few decades are shown, at powers of ten otherwise.</summary>
internal sealed class DecadeAxis : LogarithmicAxis
{
    public override void GetTickValues(
        out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        var first = (int)Math.Floor(Math.Log10(ClipMinimum));
        var last = (int)Math.Ceiling(Math.Log10(ClipMaximum));
        var isShort = ClipMaximum / ClipMinimum <= 2000;
        var labels = new List<double>();
        var minor = new List<double>();
        for (var decade = first; decade <= last; decade++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var value = digit * Math.Pow(10, decade);
                if (value < ClipMinimum || value > ClipMaximum)
                    continue;
                (digit == 1 || (isShort && digit is 2 or 5) ? labels : minor).Add(value);
            }
        }

        majorLabelValues = labels;
        majorTickValues = labels;
        minorTickValues = minor;
    }
}
