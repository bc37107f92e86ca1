namespace Sim.Reporting.Charts.Drawing;

/// <summary>Places the labels of upright lines in lanes above a plot, so that no text lies on another text or on a line that passes.</summary>
internal static class LabelLanes
{
    /// <summary>Lane 0 is the lowest. Returns for each label its left edge and its lane.</summary>
    /// <param name="labels">Position of the line and width of its text, in pixels.</param>
    /// <param name="rightEdge">No text may pass it.</param>
    public static ImmutableArray<(double Left, int Lane)> Place(ImmutableArray<(double X, double Width)> labels, double rightEdge)
    {
        const double Gap = 10;
        var placed = new (double Left, int Lane)[labels.Length];
        var done = new List<int>();
        // From right to left, because a text stretches to the right of its line: it must clear the lines it passes over.
        foreach (var i in Enumerable.Range(0, labels.Length).OrderByDescending(i => labels[i].X).ThenByDescending(i => i))
        {
            var left = Math.Min(labels[i].X + 4, rightEdge - labels[i].Width);
            var right = left + labels[i].Width;
            var lane = 0;
            foreach (var other in done)
            {
                var otherRight = placed[other].Left + labels[other].Width;
                var meets = left < otherRight + Gap && placed[other].Left < right + Gap;
                var passes = labels[other].X > left - Gap && labels[other].X < right + Gap;
                if (meets || passes)
                    lane = Math.Max(lane, placed[other].Lane + 1);
            }

            placed[i] = (left, lane);
            done.Add(i);
        }

        return [.. placed];
    }
}
