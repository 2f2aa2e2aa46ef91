<?xml version="1.0" encoding="UTF-8"?>
<!-- Findings, bundles, and the long lists, 1,000 rows a piece. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <!-- "Exceptions  1-1,000 of 1,042" -->
  <xsl:template name="caption">
    <xsl:param name="id"/>
    <xsl:param name="rows"/>
    <caption>
      <xsl:call-template name="label"><xsl:with-param name="id" select="$id"/></xsl:call-template>
      <xsl:text>　</xsl:text>
      <span class="range">
        <xsl:choose>
          <xsl:when test="@first = 1 and @total = count($rows)">
            <xsl:call-template name="word"><xsl:with-param name="id" select="'all'"/><xsl:with-param name="a" select="format-number(@total, $digits)"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="word">
              <xsl:with-param name="id" select="'range'"/>
              <xsl:with-param name="a" select="format-number(@first, $digits)"/>
              <xsl:with-param name="b" select="format-number(@first + count($rows) - 1, $digits)"/>
              <xsl:with-param name="c" select="format-number(@total, $digits)"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </span>
    </caption>
  </xsl:template>

  <!-- As the workpaper names the record. -->
  <xsl:template name="pointer">
    <xsl:param name="of"/>
    <span class="pointer"><xsl:value-of select="$of"/></span>
  </xsl:template>

  <xsl:template name="pointers">
    <xsl:call-template name="pointer"><xsl:with-param name="of" select="pointer"/></xsl:call-template>
    <xsl:if test="other">
      <br/>
      <xsl:call-template name="pointer"><xsl:with-param name="of" select="other"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- ==== records of a result ==== -->

  <xsl:variable name="absent"><xsl:call-template name="word"><xsl:with-param name="id" select="'absent'"/></xsl:call-template></xsl:variable>
  <xsl:variable name="empty"><xsl:call-template name="word"><xsl:with-param name="id" select="'empty'"/></xsl:call-template></xsl:variable>

  <xsl:variable name="yes"><xsl:call-template name="word"><xsl:with-param name="id" select="'yes'"/></xsl:call-template></xsl:variable>
  <xsl:variable name="no"><xsl:call-template name="word"><xsl:with-param name="id" select="'no'"/></xsl:call-template></xsl:variable>

  <xsl:template match="/records">
    <xsl:variable name="checks" select="heads/check"/>
    <xsl:variable name="has-checks" select="@kind = 'other-route' or (@kind = 'exception' and count($checks[check &gt; 0]) &gt; 1)"/>
    <xsl:variable name="has-values" select="record[1]/value"/>
    <table class="records">
      <xsl:call-template name="caption"><xsl:with-param name="id" select="concat('records-', @kind)"/><xsl:with-param name="rows" select="record"/></xsl:call-template>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'number'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'pointer'"/></xsl:call-template>
        <xsl:if test="$has-values">
          <xsl:for-each select="heads/shown">
            <th scope="col">
              <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="otherwise" select="name"/></xsl:call-template>
              <xsl:if test="title_ja or title_en"><span class="code"><xsl:value-of select="name"/></span></xsl:if>
              <xsl:if test="is_masked = 'yes'"><span class="code"><xsl:call-template name="label"><xsl:with-param name="id" select="'masked'"/></xsl:call-template></span></xsl:if>
            </th>
          </xsl:for-each>
        </xsl:if>
        <xsl:if test="$has-checks"><xsl:call-template name="th"><xsl:with-param name="id" select="'check'"/></xsl:call-template></xsl:if>
      </tr></thead>
      <tbody>
        <xsl:for-each select="record">
          <xsl:variable name="check" select="$checks[check = current()/@check]"/>
          <tr>
            <td class="n"><xsl:value-of select="format-number(@number, $digits)"/></td>
            <td><xsl:call-template name="pointers"/></td>
            <xsl:apply-templates select="value"/>
            <xsl:if test="$has-checks">
              <td>
                <xsl:choose>
                  <xsl:when test="@check &gt; 0"><xsl:value-of select="concat('(', @check, ') ')"/></xsl:when>
                  <xsl:otherwise><xsl:value-of select="concat('(', -2 - @check, ') ')"/></xsl:otherwise>
                </xsl:choose>
                <xsl:for-each select="$check"><xsl:call-template name="condition"/></xsl:for-each>
              </td>
            </xsl:if>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- What a check finds: in words, where the procedure is at hand, and as the procedure writes it. -->
  <xsl:template name="condition">
    <xsl:choose>
      <!-- SQL has no words of its own: those of its test, which has titles in both languages. -->
      <xsl:when test="text = 'exceptions'">
        <xsl:call-template name="say">
          <xsl:with-param name="id" select="'sql-check'"/>
          <xsl:with-param name="a" select="normalize-space(../*[local-name() = concat('title_', $first)])"/>
          <xsl:with-param name="a2" select="normalize-space(../*[local-name() = concat('title_', $second)])"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'text'"/><xsl:with-param name="otherwise" select="''"/></xsl:call-template>
        <xsl:text> </xsl:text>
        <span class="code"><xsl:value-of select="text"/></span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="value">
    <td>
      <!-- Few columns: what is short stays on one line. Many: what is long may break anywhere. -->
      <xsl:choose>
        <xsl:when test="string-length(.) &gt; 31"><xsl:attribute name="class">long</xsl:attribute></xsl:when>
        <xsl:when test="count(../value) &lt; 6"><xsl:attribute name="class">short</xsl:attribute></xsl:when>
      </xsl:choose>
      <xsl:choose>
        <xsl:when test="@boolean = 'yes'"><xsl:value-of select="$yes"/></xsl:when>
        <xsl:when test="@boolean = 'no'"><xsl:value-of select="$no"/></xsl:when>
        <xsl:when test="@absent"><span class="nothing"><xsl:value-of select="$absent"/></span></xsl:when>
        <xsl:when test=". = ''"><span class="nothing"><xsl:value-of select="$empty"/></span></xsl:when>
        <xsl:when test="@unread"><span class="unread"><xsl:value-of select="."/></span></xsl:when>
        <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
      </xsl:choose>
    </td>
  </xsl:template>

  <!-- ==== findings ==== -->

  <xsl:template match="/finding">
    <section class="one-finding" id="{number}">
      <h3>
        <span class="ref"><xsl:value-of select="number"/></span>
        <xsl:text>　</xsl:text>
        <xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template>
      </h3>
      <xsl:call-template name="paragraphs"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'fact'"/><xsl:with-param name="class" select="'text'"/></xsl:call-template>
      <table class="facts">
        <tbody>
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'control'"/></xsl:call-template></th>
            <td>
              <a href="#{control}"><xsl:value-of select="control"/></a>
              <xsl:text>　</xsl:text>
              <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'control'"/><xsl:with-param name="otherwise" select="''"/></xsl:call-template>
            </td>
          </tr>
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'status'"/></xsl:call-template></th>
            <td><xsl:call-template name="label"><xsl:with-param name="id" select="concat('status.', status)"/></xsl:call-template></td>
          </tr>
          <xsl:if test="reason">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'why-promoted'"/></xsl:call-template></th>
              <td>
                <ul>
                  <xsl:for-each select="reason">
                    <li>
                      <xsl:value-of select="text"/>
                      <xsl:value-of select="$open"/>
                      <xsl:call-template name="word"><xsl:with-param name="id" select="'exceptions'"/></xsl:call-template>
                      <xsl:text> </xsl:text>
                      <xsl:call-template name="word"><xsl:with-param name="id" select="'population-count'"/><xsl:with-param name="a" select="format-number(exceptions, $digits)"/></xsl:call-template>
                      <xsl:value-of select="$close"/>
                    </li>
                  </xsl:for-each>
                </ul>
              </td>
            </tr>
          </xsl:if>
        </tbody>
      </table>
      <xsl:if test="promoted-step">
        <ul>
          <xsl:for-each select="promoted-step">
            <li>
              <a href="#{instance}"><span class="code"><xsl:value-of select="concat(instance, ' ', step, ' ', cell)"/></span></a>
              <xsl:text> </xsl:text>
              <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'fact'"/><xsl:with-param name="otherwise" select="''"/></xsl:call-template>
              <xsl:if test="is_current = 'no'"><xsl:text> </xsl:text><xsl:call-template name="say"><xsl:with-param name="id" select="'step.answered-anew'"/></xsl:call-template></xsl:if>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <xsl:if test="_promoted &gt; 0">
        <xsl:processing-instruction name="pieces"><xsl:value-of select="concat('promoted ', _finding, ' ', _promoted)"/></xsl:processing-instruction>
      </xsl:if>
    </section>
  </xsl:template>

  <xsl:template match="/promoted">
    <table class="records">
      <xsl:call-template name="caption"><xsl:with-param name="id" select="'records-promoted'"/><xsl:with-param name="rows" select="promoted"/></xsl:call-template>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'pointer'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'procedure'"/></xsl:call-template>
        <xsl:if test="promoted/reason"><xsl:call-template name="th"><xsl:with-param name="id" select="'why-promoted'"/></xsl:call-template></xsl:if>
      </tr></thead>
      <tbody>
        <xsl:for-each select="promoted">
          <tr>
            <td><xsl:call-template name="pointers"/></td>
            <td>
              <a href="#{instance}" class="code"><xsl:value-of select="concat(instance, ' ', test)"/></a>
              <xsl:if test="is_replaced = 'yes'">
                <p class="why"><xsl:call-template name="say"><xsl:with-param name="id" select="'fact-replaced'"/></xsl:call-template></p>
              </xsl:if>
              <xsl:if test="is_shown = 'no' and is_replaced = 'no'">
                <p class="why"><xsl:call-template name="say"><xsl:with-param name="id" select="'not-shown'"/></xsl:call-template></p>
              </xsl:if>
            </td>
            <xsl:if test="reason"><td><xsl:value-of select="reason"/></td></xsl:if>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- ==== bundles ==== -->

  <xsl:template match="/bundle">
    <section class="one-bundle">
      <h3><span class="code"><xsl:value-of select="short_id"/></span></h3>
      <xsl:if test="superseded_by">
        <p class="why"><xsl:call-template name="say"><xsl:with-param name="id" select="'superseded'"/><xsl:with-param name="a" select="superseded_by"/></xsl:call-template></p>
      </xsl:if>
      <table class="facts">
        <tbody>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'file-received'"/><xsl:with-param name="text" select="file"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'bytes'"/><xsl:with-param name="text" select="format-number(bytes, $digits)"/></xsl:call-template>
          <tr><th scope="row">SHA-256</th><td class="code"><xsl:value-of select="sha256"/></td></tr>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'delivered-by'"/><xsl:with-param name="text" select="delivered_by"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'delivered-at'"/><xsl:with-param name="text" select="delivered_at"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'delivered-how'"/><xsl:with-param name="text" select="delivered_how"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'label'"/><xsl:with-param name="text" select="label"/></xsl:call-template>
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'files'"/></xsl:call-template></th>
            <td>
              <div><xsl:call-template name="say">
                <xsl:with-param name="id" select="'sum-members'"/>
                <xsl:with-param name="a" select="format-number(member_count - opened_count, $digits)"/>
                <xsl:with-param name="b" select="format-number(used_count, $digits)"/>
                <xsl:with-param name="c" select="format-number(unused_count, $digits)"/>
                <xsl:with-param name="d" select="format-number(unread_count, $digits)"/>
                <xsl:with-param name="e" select="format-number(refused_count, $digits)"/>
              </xsl:call-template></div>
              <xsl:if test="opened_count &gt; 0">
                <div><xsl:call-template name="say"><xsl:with-param name="id" select="'sum-opened'"/><xsl:with-param name="a" select="format-number(opened_count, $digits)"/></xsl:call-template></div>
              </xsl:if>
              <xsl:if test="folder_count &gt; 0">
                <div><xsl:call-template name="say"><xsl:with-param name="id" select="'sum-folders'"/><xsl:with-param name="a" select="format-number(folder_count, $digits)"/></xsl:call-template></div>
              </xsl:if>
            </td>
          </tr>
        </tbody>
      </table>
      <xsl:processing-instruction name="pieces"><xsl:value-of select="concat('files ', _bundle, ' ', member_count)"/></xsl:processing-instruction>
    </section>
  </xsl:template>

  <xsl:template match="/files">
    <table class="records files">
      <xsl:call-template name="caption"><xsl:with-param name="id" select="'files'"/><xsl:with-param name="rows" select="file"/></xsl:call-template>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'file'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'status'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'used-by'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'kind'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'bytes'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'records'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'unreadable'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
      </tr></thead>
      <tbody>
        <xsl:for-each select="file">
          <tr>
            <td>
              <span class="pointer"><xsl:value-of select="name"/></span>
              <span class="sha"><xsl:value-of select="sha256"/></span>
            </td>
            <td>
              <xsl:call-template name="word"><xsl:with-param name="id" select="concat('member.', status)"/></xsl:call-template>
              <xsl:if test="reason_code and not(damage_ja)"><span class="sentence"><xsl:apply-templates select="reason_code"/></span></xsl:if>
              <xsl:if test="damage_ja"><span class="sentence"><xsl:call-template name="label"><xsl:with-param name="id" select="'member-damaged'"/></xsl:call-template></span></xsl:if>
              <xsl:if test="superseded_by"><span class="sentence"><xsl:call-template name="say"><xsl:with-param name="id" select="'superseded'"/><xsl:with-param name="a" select="superseded_by"/></xsl:call-template></span></xsl:if>
            </td>
            <td>
              <xsl:for-each select="use[not(instance = preceding-sibling::use/instance)]">
                <xsl:variable name="instance" select="instance"/>
                <a href="#{instance}" class="code use">
                  <xsl:value-of select="instance"/>
                  <xsl:for-each select="../use[instance = $instance]"><xsl:value-of select="concat(' ', test)"/></xsl:for-each>
                </a>
              </xsl:for-each>
              <xsl:if test="status = 'read' and not(use)"><xsl:call-template name="label"><xsl:with-param name="id" select="'not-used'"/></xsl:call-template></xsl:if>
            </td>
            <td>
              <xsl:value-of select="kind"/>
              <xsl:if test="encoding"><div><xsl:value-of select="encoding"/></div></xsl:if>
            </td>
            <td class="n"><xsl:value-of select="format-number(size, $digits)"/></td>
            <td class="n"><xsl:if test="records"><xsl:value-of select="format-number(records, $digits)"/></xsl:if></td>
            <td class="n"><xsl:if test="unreadable"><xsl:value-of select="format-number(unreadable, $digits)"/></xsl:if></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- ==== files read, where they are many ==== -->

  <xsl:template match="/source">
    <section class="one-source">
      <h3><span class="code"><xsl:value-of select="instance"/></span><xsl:text>　</xsl:text><span class="code"><xsl:value-of select="source"/></span></h3>
      <xsl:processing-instruction name="pieces"><xsl:value-of select="concat('members ', _result, ' ', member_count, ' ', item)"/></xsl:processing-instruction>
    </section>
  </xsl:template>

  <xsl:template match="/members">
    <table class="records">
      <xsl:call-template name="caption"><xsl:with-param name="id" select="'files'"/><xsl:with-param name="rows" select="member"/></xsl:call-template>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'file'"/></xsl:call-template>
        <th scope="col">SHA-256</th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="member">
          <tr>
            <td><span class="pointer"><xsl:value-of select="concat(bundle, ':', member)"/></span></td>
            <td class="sha"><xsl:value-of select="sha256"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

</xsl:stylesheet>
