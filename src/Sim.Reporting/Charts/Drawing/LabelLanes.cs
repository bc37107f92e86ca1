using System.Numerics;

namespace Sim.Reporting.Charts.Drawing;

/// <summary>Places the labels of upright lines in lanes above a plot, each right or left of its line, so that no text lies on
/// another text or on a line that passes, in as few lanes as possible.</summary>
internal static class LabelLanes
{
    private const double Gap = 8;
    private const double Offset = 4;
    private const int MostLabelsToTry = 10;   // 2^10 choices of side

    /// <summary>Lane 0 is the lowest. Returns for each label its left edge and its lane.</summary>
    /// <param name="labels">Position of the line and width of its text, in pixels.</param>
    /// <param name="leftEdge">No text may pass it on the left.</param>
    /// <param name="rightEdge">No text may pass it on the right.</param>
    public static ImmutableArray<(double Left, int Lane)> Place(
        ImmutableArray<(double X, double Width)> labels, double leftEdge, double rightEdge)
    {
        if (labels.IsEmpty)
            return [];

        var choices = labels.Length <= MostLabelsToTry ? 1u << labels.Length : 1;
        (ImmutableArray<(double, int)> Places, int Lanes, int Flipped)? best = null;
        for (var flipped = 0u; flipped < choices; flipped++)
        {
            var lefts = Lefts(labels, flipped, leftEdge, rightEdge);
            if (lefts.IsEmpty || Lanes(labels, lefts) is not { } lanes)
                continue;

            var candidate = (lefts.Zip(lanes).Select(p => (p.First, p.Second)).ToImmutableArray(), lanes.Max(), BitOperations.PopCount(flipped));
            if (best is null || (candidate.Item2, candidate.Item3).CompareTo((best.Value.Lanes, best.Value.Flipped)) < 0)
                best = candidate;
        }

        // Too crowded for clean lanes: one lane each, pushed inside the picture.
        return best?.Places ?? [.. labels.Select((l, i) => (Math.Max(leftEdge, Math.Min(l.X + Offset, rightEdge - l.Width)), i))];
    }

    private static ImmutableArray<double> Lefts(
        ImmutableArray<(double X, double Width)> labels, uint flipped, double leftEdge, double rightEdge)
    {
        var lefts = ImmutableArray.CreateBuilder<double>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            var left = (flipped >> i & 1) == 0 ? labels[i].X + Offset : labels[i].X - Offset - labels[i].Width;
            if (left < leftEdge || left + labels[i].Width > rightEdge)
                return [];
            lefts.Add(left);
        }

        return lefts.ToImmutable();
    }

    /// <summary>Lanes such that a text lies above every line it covers, or null when two cover each other's lines.</summary>
    private static int[]? Lanes(ImmutableArray<(double X, double Width)> labels, ImmutableArray<double> lefts)
    {
        var lanes = new int[labels.Length];
        var placed = new List<int>();
        while (placed.Count < labels.Length)
        {
            var next = Enumerable.Range(0, labels.Length).Except(placed)
                .Where(i => Enumerable.Range(0, labels.Length).Except(placed).All(j => j == i || !Covers(i, j)))
                .OrderByDescending(i => labels[i].X).ThenBy(i => i).FirstOrDefault(-1);
            if (next < 0)
                return null;

            var lane = placed.Where(j => Covers(next, j)).Select(j => lanes[j] + 1).DefaultIfEmpty(0).Max();
            while (placed.Any(j => lanes[j] == lane && Meets(next, j)))
                lane++;
            // A line of a higher lane passes through all lanes below it.
            if (placed.Any(j => Covers(j, next) && lanes[j] <= lane))
                return null;

            lanes[next] = lane;
            placed.Add(next);
        }

        return lanes;

        bool Covers(int i, int j) => labels[j].X > lefts[i] - Gap && labels[j].X < lefts[i] + labels[i].Width + Gap && i != j;
        bool Meets(int i, int j) => lefts[i] < lefts[j] + labels[j].Width + Gap && lefts[j] < lefts[i] + labels[i].Width + Gap;
    }
}
