namespace Sim.Reporting.Charts.Drawing;

/// <summary>Moves labels in a column apart until none lies on another, as little as a single sweep each way can.</summary>
internal static class LabelColumn
{
    /// <summary>Returns the top of each label, in the order given; within the column as long as they fit into it.</summary>
    public static ImmutableArray<double> Place(ImmutableArray<(double Middle, double Height)> labels, double top, double bottom)
    {
        var tops = new double[labels.Length];
        var order = Enumerable.Range(0, labels.Length).OrderBy(i => labels[i].Middle).ThenBy(i => i).ToArray();
        var free = top;
        foreach (var i in order)
        {
            tops[i] = Math.Max(free, labels[i].Middle - labels[i].Height / 2);
            free = tops[i] + labels[i].Height;
        }

        var limit = bottom;
        foreach (var i in order.Reverse())
        {
            tops[i] = Math.Min(tops[i], limit - labels[i].Height);
            limit = tops[i];
        }

        return [.. tops];
    }
}
