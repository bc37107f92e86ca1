using System.Collections.Immutable;
using Sim.Estate.Quality;

namespace Sim.Estate.Series;

/// <summary>The series of one trace.</summary>
/// <param name="Series">In the order of the files, or of first appearance in one file.</param>
/// <param name="Quality">Files read, gaps, repeats and what was assumed.</param>
public sealed record UtilisationSet(ImmutableArray<UtilisationSeries> Series, DataQuality Quality);
