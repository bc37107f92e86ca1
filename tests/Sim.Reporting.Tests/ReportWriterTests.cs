namespace Sim.Reporting.Tests;

public sealed class ReportWriterTests
{
    [Fact]
    public void New_directory_holds_page_and_charts()
    {
        using var temporary = new TemporaryDirectory();
        var target = temporary.At("deep/out");
        var written = ReportWriter.Write(target, SampleReport.Build(SampleReport.Charts.AsSpan()));
        Assert.Equal((3 * SampleCharts.All.Length) + 1, written.Length);   // every chart in three forms, and the page
        Assert.Equal(written.Order(), FilesOf(target));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(target, "charts/tco.png"))[..4]);
        Assert.Single(Directory.GetFileSystemEntries(temporary.At("deep")));   // no draft left
    }

    [Fact]
    public void Earlier_report_is_replaced_and_other_results_stay()
    {
        using var temporary = new TemporaryDirectory();
        var target = temporary.At("out");
        ReportWriter.Write(target, SampleReport.Build(SampleReport.Charts.AsSpan()));
        File.WriteAllText(Path.Combine(target, "results.parquet"), "kept");
        File.WriteAllText(Path.Combine(target, "charts/own.csv"), "kept");
        ReportWriter.Write(target, SampleReport.Build(SampleReport.Charts[0]) with { Title = "Second" });
        Assert.Equal(
            ["charts/latency-density.csv", "charts/latency-density.png", "charts/latency-density.svg", "charts/own.csv", "report.html", "results.parquet"],
            FilesOf(target));
        Assert.Contains("<h1>Second</h1>", File.ReadAllText(Path.Combine(target, "report.html")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public void Earlier_report_goes_with_its_charts_and_other_files_stay()
    {
        using var temporary = new TemporaryDirectory();
        var target = temporary.At("out");
        ReportWriter.RemoveEarlier(target);   // nothing there is nothing to remove
        ReportWriter.Write(target, SampleReport.Build(SampleReport.Charts.AsSpan()));
        File.WriteAllText(Path.Combine(target, "notes.txt"), "kept");
        File.WriteAllText(Path.Combine(target, "charts/own.svg"), "kept");
        ReportWriter.RemoveEarlier(target);
        Assert.Equal(["charts/own.svg", "notes.txt"], FilesOf(target));
        File.Delete(Path.Combine(target, "charts/own.svg"));

        ReportWriter.Write(target = temporary.At("bare"), SampleReport.Build(SampleReport.Charts[0]));
        ReportWriter.RemoveEarlier(target);
        Assert.Empty(Directory.GetFileSystemEntries(target));   // no empty folder of charts is left
        File.WriteAllText(Path.Combine(target, "report.html"), "<html>somebody else's</html>");
        ReportWriter.RemoveEarlier(target);
        Assert.Equal(["report.html"], FilesOf(target));
    }

    [Fact]
    public void Run_directory_without_report_gets_one()
    {
        using var temporary = new TemporaryDirectory();
        File.WriteAllText(temporary.At("results.json"), "{\n  \"tool\": \"hvsim\"\n}");
        ReportWriter.Write(temporary.Path, SampleReport.Build());
        Assert.Equal(["report.html", "results.json"], FilesOf(temporary.Path));
    }

    [Fact]
    public void Directory_below_a_file_is_refused()
    {
        using var temporary = new TemporaryDirectory();
        File.WriteAllText(temporary.At("notes"), "mine");
        var refused = Assert.Throws<ReportDirectoryException>(() => ReportWriter.Check(Path.Combine(temporary.At("notes"), "out")));
        Assert.Contains("lies below", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["notes"], FilesOf(temporary.Path));
    }

    [Theory]
    [InlineData("thesis.doc", "mine")]
    [InlineData("results.json", "{\"tool\":\"a stopwatch\"}")]
    [InlineData("report.html", "<html>somebody else's</html>")]
    public void Foreign_directory_is_refused_untouched(string name, string content)
    {
        using var temporary = new TemporaryDirectory();
        var target = Directory.CreateDirectory(temporary.At("out")).FullName;
        File.WriteAllText(Path.Combine(target, name), content);
        Assert.Throws<ReportDirectoryException>(() => ReportWriter.Write(target, SampleReport.Build()));
        Assert.Equal([name], FilesOf(target));
        Assert.Equal(content, File.ReadAllText(Path.Combine(target, name)));
    }

    [Fact]
    public void File_as_target_is_refused()
    {
        using var temporary = new TemporaryDirectory();
        File.WriteAllText(temporary.At("out"), "x");
        Assert.Throws<ReportDirectoryException>(() => ReportWriter.Write(temporary.At("out"), SampleReport.Build()));
    }

    [Fact]
    public void Failure_leaves_the_target_as_it_was()
    {
        using var temporary = new TemporaryDirectory();
        var target = temporary.At("out");
        ReportWriter.Write(target, SampleReport.Build(SampleReport.Charts[0]));
        var before = File.ReadAllText(Path.Combine(target, "report.html"));
        var broken = SampleReport.Build(SampleReport.Charts[0], SampleReport.Charts[0]);
        Assert.Throws<ArgumentException>(() => ReportWriter.Write(target, broken));
        // A chart whose name leads into a folder that is not there fails while the draft is written.
        var unwritable = SampleReport.Build(SampleReport.Charts[1] with { Name = "no/such" });
        Assert.ThrowsAny<IOException>(() => ReportWriter.Write(target, unwritable));
        Assert.Equal(before, File.ReadAllText(Path.Combine(target, "report.html")));
        Assert.Single(Directory.GetFileSystemEntries(temporary.Path));
    }

    /// <summary>Leaves a whole report in bin/.../gallery, for whoever changes a chart to look at.</summary>
    [Fact]
    public void Gallery_is_written_over_the_last_one()
    {
        var gallery = Path.Combine(AppContext.BaseDirectory, "gallery");
        var first = ReportWriter.Write(gallery, SampleReport.Build(SampleReport.Charts.AsSpan()));
        Assert.Equal(first, ReportWriter.Write(gallery, SampleReport.Build(SampleReport.Charts.AsSpan())));
    }

    private static IEnumerable<string> FilesOf(string directory) =>
        Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(directory, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
}
