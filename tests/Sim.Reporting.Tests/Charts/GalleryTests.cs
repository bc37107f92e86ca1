namespace Sim.Reporting.Tests.Charts;

public sealed class GalleryTests
{
    [Fact]
    public void Write()
    {
        var dir = Directory.CreateDirectory("/tmp/rep/gallery").FullName;
        foreach (var chart in SampleCharts.All)
        {
            var a = chart.Render();
            File.WriteAllBytes(Path.Combine(dir, a.Name + ".png"), a.Png.AsSpan());
            File.WriteAllText(Path.Combine(dir, a.Name + ".svg"), a.Svg);
            File.WriteAllText(Path.Combine(dir, a.Name + ".csv"), a.Csv);
        }
    }
}
